// The probe itself: what is asked, in which order, and what the answers mean. Everything that it makes it deletes
// again, by the safety rule of ports/probe_snapshots.hpp.
#pragma once

#include "cli/inventory/site_connections.hpp"
#include "cli/probe/probe_result.hpp"
#include "cli/probe/probe_snapshot.hpp"
#include "core/snapshot.hpp"
#include "ports/clock.hpp"
#include "ports/random.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

class ProbeRun {
public:
    using Tell = std::function<void(const std::string& what)>;

    // All of them outlive it. `tell` shows a person what is being done.
    ProbeRun(SiteConnection& connection, ports::Clock& clock, ports::Random& random, std::string desktop_id, Tell tell);

    boost::asio::awaitable<void> run();
    const ProbeResult& result() const { return result_; }

private:
    using Listing = core::Result<std::vector<core::Snapshot>>;

    boost::asio::awaitable<void> ask();
    boost::asio::awaitable<bool> find_lag(const ProbeSnapshot& first);
    boost::asio::awaitable<void> find_busy();
    boost::asio::awaitable<bool> wait_ended(const ProbeSnapshot& made);
    boost::asio::awaitable<void> find_name_filter();
    boost::asio::awaitable<void> find_equal_names();
    boost::asio::awaitable<void> clean_up();
    boost::asio::awaitable<std::string> remove(const ProbeSnapshot& made);
    boost::asio::awaitable<core::Result<std::string>> create(std::string name, std::string description);
    boost::asio::awaitable<Listing> list();
    boost::asio::awaitable<void> wait(core::Millis pause);
    boost::asio::awaitable<std::optional<bool>> filter_shows(std::string name);
    void note_description(const std::string& sent, const core::Snapshot& listed);
    void answer(std::string question, std::string word, std::string said);
    void stop(std::string why);

    SiteConnection& connection_;
    ports::Clock& clock_;
    std::unique_ptr<ports::Alarm> alarm_;
    Tell tell_;
    const std::string token_;  // in every name
    ProbeResult result_;
    std::vector<ProbeSnapshot> made_;
};

}  // namespace ecdsnap::cli
