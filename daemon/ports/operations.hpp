// What a person may change in a running daemon.
#pragma once

#include "core/approval/approval_book.hpp"
#include "core/pause/pause.hpp"
#include "core/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::ports {

// Whether a reload goes ahead although it loses or gains more desktops than `reload` in the configuration allows.
enum class ReloadForce : std::uint8_t { no, yes };

struct ReloadReport {
    std::string refused;  // by these limits: why, and what to do, a sentence a line; empty: it is in force
    std::uint64_t backed_up_before = 0;  // desktops
    std::uint64_t backed_up_after = 0;
    std::uint64_t gained = 0;
    std::uint64_t lost = 0;
    std::string unlisted;              // sites that are not counted, since nothing is known of them yet
    std::vector<std::string> changes;  // a sentence each
};

class Operations {
public:
    virtual ~Operations() = default;

    // Opens a manual slot of that policy now and returns its id once it is durable. Errors: unknown or paused policy,
    // clock not trusted, no inventory, ledger not writable.
    virtual boost::asio::awaitable<core::Result<std::int64_t>> run(std::string policy) = 0;

    // Until its time what it covers stands still; durable when it returns. Errors: no such policy or site, no sensible
    // time or reason, ledger not writable.
    virtual boost::asio::awaitable<core::Result<core::Pause>> pause(core::Pause wanted) = 0;
    virtual boost::asio::awaitable<core::Result<core::Pause>> resume(core::PauseKey key, std::string by) = 0;

    // Lets the policy run over so many desktops; without a number over those of now, with room to grow. Durable when it
    // returns. Errors: no such policy, one without approve_above, desktops not listed yet, ledger not writable.
    virtual boost::asio::awaitable<core::Result<core::Approval>> approve(std::string policy,
                                                                         std::optional<std::uint32_t> up_to,
                                                                         std::string by) = 0;

    // Reads the configuration again; all or nothing. The error's message holds every problem, one a line.
    virtual boost::asio::awaitable<core::Result<ReloadReport>> reload(ReloadForce force, std::string by) = 0;
};

}  // namespace ecdsnap::ports
