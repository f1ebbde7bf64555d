#include "app/region_watch.hpp"

#include "core/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace ecdsnap::app {
namespace {

using boost::asio::awaitable;

constexpr core::Millis first_retry = std::chrono::seconds{5};
constexpr core::Millis longest_retry = std::chrono::minutes{1};
constexpr core::Millis ask_every = std::chrono::hours{24};

core::Error no_regions() {
    core::Error error;
    error.kind = core::ErrorClass::temporary;
    error.doing = "DescribeRegions";
    error.message = "the answer names no region";
    return error;
}

}  // namespace

RegionWatch::RegionWatch(std::string account, ports::Cloud& cloud, ports::Clock& clock, ports::EventSink& events,
                         engine::Engine& engine, std::function<core::Result<void>(const std::string& region)> connect)
    : account_(std::move(account)),
      cloud_(cloud),
      clock_(clock),
      events_(events),
      engine_(engine),
      connect_(std::move(connect)),
      alarm_(clock.make_alarm()),
      answered_alarm_(clock.make_alarm()),
      retry_(first_retry) {
    engine_.await_regions(account_, "the first answer");
}

awaitable<void> RegionWatch::run() {
    while (!stopping_) {
        auto answer = co_await cloud_.describe_regions();
        if (stopping_) co_return;
        const core::SteadyTime until = clock_.steady_now() + take(std::move(answer));
        while (!stopping_ && clock_.steady_now() < until) {
            const bool rung = co_await alarm_->wait_until(until);
            (void)rung;
        }
    }
}

void RegionWatch::stop() {
    stopping_ = true;
    alarm_->ring();
    answered_alarm_->ring();
}

awaitable<void> RegionWatch::wait_answered(core::Millis at_most) {
    const core::SteadyTime until = clock_.steady_now() + at_most;
    while (!answered_ && !stopping_ && clock_.steady_now() < until) {
        const bool rung = co_await answered_alarm_->wait_until(until);
        (void)rung;
    }
}

// How long until it is asked again.
core::Millis RegionWatch::take(ports::Answer<std::vector<std::string>> answer) {
    if (answer.result.has_value() && answer.result.value().empty()) answer.result = no_regions();
    if (answer.result.has_error()) {
        const core::Error& error = answer.result.error();
        engine_.await_regions(account_, core::describe(error));
        if (!std::exchange(failing_, true)) tell_failure(error);
        const core::Millis pause = std::exchange(retry_, std::min(retry_ * 2, longest_retry));
        return std::max(pause, error.retry_after.value_or(pause));
    }
    take_regions(answer.result.value());
    retry_ = first_retry;
    answered_ = true;
    answered_alarm_->ring();
    return ask_every;
}

void RegionWatch::take_regions(const std::vector<std::string>& regions) {
    std::set<std::string> served;
    for (const core::SiteId& site : engine_.site_ids())
        if (site.account == account_) served.insert(site.region);
    const bool first = served.empty();
    for (const std::string& region : regions) {
        if (!served.insert(region).second) continue;
        if (const auto connected = connect_(region); connected.has_error()) {
            tell(fmt::format("the region {} of account {} cannot be served: {}", region, account_,
                             core::describe(connected.error())),
                 connected.error());
            continue;
        }
        if (first) continue;
        const core::SiteId site{account_, region};
        core::Event event{core::EventId::region_added, core::text(site) + " is served from now on", {}};
        event.fields.push_back({"site", core::text(site)});
        events_.emit(std::move(event));
    }
    engine_.note_regions(account_, regions);
    if (!std::exchange(failing_, false)) return;
    core::Event event{core::EventId::regions_known, "account " + account_ + ": the regions are known", {}};
    event.fields.push_back({"account", account_});
    event.fields.push_back({"count", std::to_string(regions.size())});
    events_.emit(std::move(event));
}

void RegionWatch::tell_failure(const core::Error& error) {
    tell("account " + account_ + ": its regions cannot be asked for: " + core::describe(error), error);
}

void RegionWatch::tell(std::string message, const core::Error& error) {
    core::Event event{core::EventId::regions_unknown, std::move(message), {}};
    event.fields.push_back({"account", account_});
    event.fields.push_back({"code", error.code});
    event.fields.push_back({"request_id", error.request_id});
    events_.emit(std::move(event));
}

}  // namespace ecdsnap::app
