// What the control socket stands in front of, in memory: shows what it was given, records what it was asked.
#pragma once

#include "ports/event_sink.hpp"
#include "ports/operations.hpp"
#include "ports/status_view.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::tests {

// A small fleet in the middle of a night: two policies, two sites, each outcome once.
ports::Status sample_status();
core::Slot sample_slot();
std::vector<ports::HistoryEntry> sample_history();

class FakeDaemon final : public ports::StatusView, public ports::Operations, public ports::EventSink {
public:
    std::vector<core::Event> events;  // what the control socket told
    void emit(core::Event event) override { events.push_back(std::move(event)); }

    ports::Status shown = sample_status();
    std::vector<ports::HistoryEntry> entries = sample_history();
    mutable std::deque<core::Slot> slots{sample_slot()};  // each look at a slot takes the first; the last one stays
    std::optional<core::Error> problem;                   // what every call but status() ends with

    mutable std::vector<ports::HistoryQuery> queries;
    std::vector<std::string> runs;
    std::vector<core::Pause> pauses;         // each with who asked
    std::vector<core::Pause> resumes;        // of which only the key and who asked is known
    std::vector<core::Approval> approvals;   // each with who asked; at the epoch
    std::vector<ports::ReloadForce> forces;  // of each reload
    ports::ReloadReport report;              // of each reload
    int reloads = 0;

    ports::Status status() const override;
    std::vector<core::PauseBreach> breaches_of(const core::PauseKey& pause) const override;
    boost::asio::awaitable<core::Result<std::vector<ports::HistoryEntry>>> history(
        ports::HistoryQuery query) const override;
    boost::asio::awaitable<core::Result<std::optional<core::Slot>>> slot(std::int64_t slot_id) const override;
    boost::asio::awaitable<core::Result<std::int64_t>> run(std::string policy) override;
    boost::asio::awaitable<core::Result<core::Pause>> pause(core::Pause wanted) override;
    boost::asio::awaitable<core::Result<core::Pause>> resume(core::PauseKey key, std::string by) override;
    boost::asio::awaitable<core::Result<core::Approval>> approve(std::string policy, std::optional<std::uint32_t> up_to,
                                                                 std::string by) override;
    boost::asio::awaitable<core::Result<ports::ReloadReport>> reload(ports::ReloadForce force, std::string by) override;
};

}  // namespace ecdsnap::tests
