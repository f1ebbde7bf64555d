// What the desktops will notice, found out beside the loop: what a reload changes and whether its limits allow that,
// and the warnings of the configuration in force. A fleet of 100,000 desktops and many policies takes a second or two,
// so the worker thread does it, on copies that it makes itself.
#pragma once

#include "adapters/yaml/settings_reader.hpp"
#include "app/daemon.hpp"
#include "core/events/event.hpp"
#include "core/forecast/told_warnings.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::app {

struct ReloadVerdict {
    std::vector<std::string> broken;  // what of `reload` it breaks, a sentence each; empty: it may go ahead
    std::vector<core::Event> events;  // what it changes
    std::uint64_t before = 0;         // desktops that are backed up
    std::uint64_t after = 0;
    std::uint64_t gained = 0;
    std::uint64_t lost = 0;
    std::string examples;  // of lost ones, else of gained ones; empty: there are none
    std::string unlisted;  // sites whose desktops are not known and not counted
};

class Consequences {
public:
    // The daemon is built before the first call, and outlives this.
    Consequences(Daemon& daemon, boost::asio::thread_pool& worker) : daemon_(daemon), worker_(worker) {}

    // `wanted` outlives the call.
    boost::asio::awaitable<ReloadVerdict> judge(const adapters::LoadedConfig& wanted);

    // Tells what is new among the warnings of the configuration in force. Nothing while a site has not been listed:
    // what its desktops do is not known.
    boost::asio::awaitable<void> warn();

private:
    Daemon& daemon_;
    boost::asio::thread_pool& worker_;
    core::ToldWarnings told_;
    bool warning_ = false;  // a look ahead for warnings is under way
    bool again_ = false;    // and something has changed since it began
};

}  // namespace ecdsnap::app
