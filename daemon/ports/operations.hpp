// What a person may change in a running daemon.
#pragma once

#include "core/pause/pause.hpp"
#include "core/result.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <string>

namespace ecdsnap::ports {

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

    // Reads the configuration again; all or nothing. The error's message holds every problem, one a line.
    virtual boost::asio::awaitable<core::Result<void>> reload() = 0;
};

}  // namespace ecdsnap::ports
