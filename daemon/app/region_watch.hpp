// The regions of one account with `regions: all`: asked for at the start, again while the answer fails, and then daily.
#pragma once

#include "core/events/event.hpp"
#include "core/settings.hpp"
#include "core/site.hpp"
#include "engine/engine.hpp"
#include "ports/clock.hpp"
#include "ports/cloud.hpp"
#include "ports/event_sink.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>

namespace ecdsnap::app {

class RegionWatch {
public:
    // All of them outlive it. `connect` adds the site of a region that is new; its error is told.
    RegionWatch(std::string account, ports::Cloud& cloud, ports::Clock& clock, ports::EventSink& events,
                engine::Engine& engine, std::function<core::Result<void>(const std::string& region)> connect);

    // Ends soon after stop().
    boost::asio::awaitable<void> run();
    void stop();

    // Ends with the first answer, after `at_most`, or when stopping.
    boost::asio::awaitable<void> wait_answered(core::Millis at_most);

private:
    core::Millis take(ports::Answer<std::vector<std::string>> answer);
    void take_regions(const std::vector<std::string>& regions);
    void tell_failure(const core::Error& error);
    void tell(std::string message, const core::Error& error);

    const std::string account_;
    ports::Cloud& cloud_;
    ports::Clock& clock_;
    ports::EventSink& events_;
    engine::Engine& engine_;
    const std::function<core::Result<void>(const std::string&)> connect_;
    std::unique_ptr<ports::Alarm> alarm_;
    std::unique_ptr<ports::Alarm> answered_alarm_;
    core::Millis retry_;
    bool failing_ = false;
    bool answered_ = false;
    bool stopping_ = false;
};

}  // namespace ecdsnap::app
