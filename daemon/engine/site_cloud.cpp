#include "engine/site_cloud.hpp"

#include "core/inventory/trait_pool.hpp"
#include "core/region_use.hpp"
#include "core/task/retry_delay.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::engine {
namespace {

constexpr std::uint32_t read_attempts = 4;
constexpr core::Millis prompt_answer = std::chrono::minutes{1};
constexpr core::Millis throttle_report_every = std::chrono::minutes{1};

core::Error stopping_error() {
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.doing = "listing";
    error.message = "the daemon is stopping";
    return error;
}

// Refusals that say nothing about the site as a whole.
bool concerns_one_call(core::ErrorClass kind) {
    switch (kind) {
        case core::ErrorClass::busy:
        case core::ErrorClass::name_taken:
        case core::ErrorClass::not_ready:
        case core::ErrorClass::gone:
        case core::ErrorClass::stale_key: return true;
        default: return false;
    }
}

core::CallKind kind_of(core::CallAction action) {
    switch (action) {
        case core::CallAction::create_snapshot: return core::CallKind::create;
        case core::CallAction::wakeup_desktops:
        case core::CallAction::hibernate_desktops: return core::CallKind::power;
        case core::CallAction::describe_desktops:
        case core::CallAction::describe_snapshots: return core::CallKind::read;
    }
    return core::CallKind::read;
}

std::vector<std::string> not_shown(const std::vector<std::string>& ids, const std::vector<core::Desktop>& shown) {
    std::vector<std::string> missing;
    for (const std::string& id : ids)
        if (std::none_of(shown.begin(), shown.end(), [&](const core::Desktop& desktop) { return desktop.id == id; }))
            missing.push_back(id);
    return missing;
}

}  // namespace

SiteCloud::SiteCloud(World& world, std::shared_ptr<const core::SiteId> site, ports::Cloud& cloud, core::Pacing pacing)
    : world_(world), site_(std::move(site)), cloud_(cloud), gate_(world.clock, std::move(pacing)) {}

boost::asio::awaitable<core::Result<std::string>> SiteCloud::create(ports::CreateSnapshotRequest request) {
    const core::SteadyTime started = world_.clock.steady_now();
    auto answer = co_await cloud_.create_snapshot(std::move(request));
    note(core::CallAction::create_snapshot, started, answer);
    if (answer.result.has_error()) co_return with_difference(answer.result.error());
    co_return std::move(answer.result);
}

boost::asio::awaitable<core::Result<void>> SiteCloud::wake(std::vector<std::string> ids) {
    const core::SteadyTime started = world_.clock.steady_now();
    auto answer = co_await cloud_.wake_desktops(std::move(ids));
    note(core::CallAction::wakeup_desktops, started, answer);
    co_return std::move(answer.result);
}

boost::asio::awaitable<core::Result<void>> SiteCloud::hibernate(std::vector<std::string> ids) {
    const core::SteadyTime started = world_.clock.steady_now();
    auto answer = co_await cloud_.hibernate_desktops(std::move(ids));
    note(core::CallAction::hibernate_desktops, started, answer);
    co_return std::move(answer.result);
}

boost::asio::awaitable<core::Result<Listing<core::Desktop>>> SiteCloud::desktops(std::vector<std::string> ids) {
    const auto alarm = world_.clock.make_alarm();
    ports::DesktopQuery query;
    query.ids = std::move(ids);
    Listing<core::Desktop> listing;
    core::TraitPool pool;  // each page has copies of its own
    for (std::uint32_t attempt = 1;;) {
        co_await gate_.permit(CallTurn::listing, *alarm);
        if (world_.stopping) co_return stopping_error();
        const core::SteadyTime started = world_.clock.steady_now();
        if (listing.pages == 0) listing.started = started;
        auto answer = co_await cloud_.describe_desktops(query);
        note(core::CallAction::describe_desktops, started, answer);
        if (answer.result.has_error()) {
            core::Error error = with_difference(answer.result.error());
            const bool again = co_await pause_before_repeat(attempt++, error, *alarm);
            if (!again) co_return error;
            continue;
        }
        attempt = 1;
        ports::DesktopPage& page = answer.result.value();
        ++listing.pages;
        for (core::Desktop& desktop : page.desktops) {
            desktop.traits = pool.share(std::move(desktop.traits));
            listing.items.push_back(std::move(desktop));
        }
        if (!page.next_token.empty()) {
            query.next_token = std::move(page.next_token);
            continue;
        }
        const bool one_page = query.next_token.empty();
        std::vector<std::string> missing = not_shown(query.ids, listing.items);
        if (one_page || missing.empty() || missing.size() == query.ids.size()) co_return listing;
        query.ids = std::move(missing);
        query.next_token.clear();
    }
}

boost::asio::awaitable<core::Result<Listing<core::Snapshot>>> SiteCloud::snapshots(ports::SnapshotQuery query,
                                                                                   CallTurn turn) {
    const auto alarm = world_.clock.make_alarm();
    Listing<core::Snapshot> listing;
    for (std::uint32_t attempt = 1;;) {
        co_await gate_.permit(turn, *alarm);
        if (world_.stopping) co_return stopping_error();
        const core::SteadyTime started = world_.clock.steady_now();
        if (listing.pages == 0) listing.started = started;
        auto answer = co_await cloud_.describe_snapshots(query);
        note(core::CallAction::describe_snapshots, started, answer);
        if (answer.result.has_error()) {
            core::Error error = with_difference(answer.result.error());
            const bool again = co_await pause_before_repeat(attempt++, error, *alarm);
            if (!again) co_return error;
            continue;
        }
        attempt = 1;
        ports::SnapshotPage& page = answer.result.value();
        ++listing.pages;
        std::move(page.snapshots.begin(), page.snapshots.end(), std::back_inserter(listing.items));
        if (page.next_token.empty()) co_return listing;
        query.next_token = std::move(page.next_token);
    }
}

boost::asio::awaitable<bool> SiteCloud::pause_before_repeat(std::uint32_t attempt, core::Error error,
                                                            ports::Alarm& alarm) {
    const bool throttled = error.kind == core::ErrorClass::throttled;  // pacing holds the next one back
    const bool temporary = error.kind == core::ErrorClass::temporary || error.kind == core::ErrorClass::ambiguous;
    if (world_.stopping || attempt >= read_attempts || !(throttled || temporary)) co_return false;
    core::RetryRules rules;
    rules.first = core::Millis{500};
    rules.most = core::Millis{5000};
    const core::Millis own = core::retry_delay(rules, attempt, world_.random.next());
    const core::SteadyTime until = world_.clock.steady_now() + std::max(own, error.retry_after.value_or(own));
    while (!world_.stopping && world_.clock.steady_now() < until) {
        const bool rung = co_await alarm.wait_until(until);
        (void)rung;
    }
    co_return !world_.stopping;
}

// A refused date says how far the clocks are apart, as the answers show it.
core::Error SiteCloud::with_difference(core::Error error) const {
    const auto difference = clock_difference();
    if (error.kind == core::ErrorClass::clock_skew && difference)
        error.message += fmt::format(" (this machine's clock is {}; `timedatectl` shows whether it is synchronised)",
                                     core::clock_difference_text(*difference));
    return error;
}

bool SiteCloud::is_quiet(const core::Error& error) const {
    return quiet_refusals_ && core::refuses_region(error);
}

template <class T>
void SiteCloud::note(core::CallAction action, core::SteadyTime started, const ports::Answer<T>& answer) {
    const core::CallKind kind = kind_of(action);
    ++calls_;
    // A machine that was suspended meanwhile reads a Date of long ago.
    const bool prompt = world_.clock.steady_now() - started <= prompt_answer;
    if (answer.server_date && prompt) {
        world_.clock_trust.answer(*answer.server_date, world_.clock.steady_now());
        dates_.answer(*answer.server_date, world_.clock.steady_now());
        if (world_.on_server_date) world_.on_server_date();
    }
    if (answer.result.has_error())
        note_error(kind, started, answer.result.error());
    else
        note_success(kind, started);
    const auto failure =
        answer.result.has_error() ? std::optional(answer.result.error().kind) : std::optional<core::ErrorClass>();
    tally_.ended(action, failure, world_.clock.steady_now() - started);
    const auto change = gate_.ended(kind, failure, started);
    if (change == core::CircuitBreaker::Change::held_back && !is_quiet(answer.result.error()))
        report_held_back(kind, answer.result.error());
    if (change == core::CircuitBreaker::Change::released) report_released(kind);
}

void SiteCloud::note_error(core::CallKind kind, core::SteadyTime started, const core::Error& error) {
    const core::SteadyTime now = world_.clock.steady_now();
    if (error.kind == core::ErrorClass::throttled) {
        ++throttled_;
        gate_.pacing().throttled(kind, started, now, error.retry_after, world_.random.next());
        if (throttle_reported_ != core::SteadyTime{} && now - throttle_reported_ < throttle_report_every) return;
        throttle_reported_ = now;
        core::Event event{core::EventId::throttled, "the cloud asks for fewer requests", {}};
        event.fields.push_back({"site", core::text(*site_)});
        event.fields.push_back({"code", error.code});
        event.fields.push_back({"count", std::to_string(throttled_)});
        event.fields.push_back({"requests_per_second", fmt::format("{:.1f}", gate_.pacing().rate(kind))});
        world_.events.emit(std::move(event));
        return;
    }
    if (concerns_one_call(error.kind)) {
        gate_.pacing().came_through(kind, started, now);
        return;
    }
    last_error_ = with_difference(error);
    if (error.kind == core::ErrorClass::credentials && kind == core::CallKind::create) key_refused_ = true;
    if (is_quiet(error)) return;
    const bool signed_in_time = world_.clock_trusted() && started >= world_.clock_right_since;
    if (error.kind == core::ErrorClass::clock_skew && !signed_in_time) return;  // `clock_untrusted` has told it
    if (const auto cause = root_causes_.failed(kind, *last_error_, now)) report(*cause);
}

void SiteCloud::note_success(core::CallKind kind, core::SteadyTime started) {
    gate_.pacing().came_through(kind, started, world_.clock.steady_now());
    last_error_.reset();
    came_through_ = true;
    if (kind == core::CallKind::create && std::exchange(key_refused_, false)) {
        key_good_since_ = world_.clock.steady_now();
        if (on_key_good) on_key_good();
    }
    for (const core::RootCause& cause : root_causes_.came_through(kind, world_.clock.steady_now())) {
        core::Event event{core::EventId::root_cause_over, "calls come through again", {}};
        event.fields.push_back({"site", core::text(*site_)});
        event.fields.push_back({"reason", core::text(cause.kind)});
        event.fields.push_back({"code", cause.code});
        event.fields.push_back({"count", std::to_string(cause.count)});
        world_.events.emit(std::move(event));
    }
}

void SiteCloud::report_held_back(core::CallKind kind, const core::Error& error) {
    const auto pause = gate_.breaker(kind).earliest() - world_.clock.steady_now();
    core::Event event{core::EventId::calls_held_back,
                      fmt::format("{} calls are held back: {}; one is tried now and then", core::text(kind),
                                  error.code.empty() ? error.message : error.code),
                      {}};
    event.fields.push_back({"site", core::text(*site_)});
    event.fields.push_back({"action", core::text(kind)});
    event.fields.push_back({"reason", core::text(error.kind)});
    event.fields.push_back({"code", error.code});
    event.fields.push_back({"request_id", error.request_id});
    event.fields.push_back({"detail", error.message});
    event.fields.push_back(
        {"not_before", core::utc_text(world_.clock.wall_now() + std::chrono::duration_cast<core::Millis>(pause))});
    world_.events.emit(std::move(event));
}

void SiteCloud::report_released(core::CallKind kind) {
    core::Event event{core::EventId::calls_released, fmt::format("{} calls go on", core::text(kind)), {}};
    event.fields.push_back({"site", core::text(*site_)});
    event.fields.push_back({"action", core::text(kind)});
    world_.events.emit(std::move(event));
}

std::vector<core::RootCause> SiteCloud::root_causes() const {
    return root_causes_.in_force(world_.clock.steady_now());
}

void SiteCloud::report(const core::RootCause& cause) {
    core::Event event{core::EventId::root_cause, "calls do not come through: " + cause.message, {}};
    event.fields.push_back({"site", core::text(*site_)});
    event.fields.push_back({"reason", core::text(cause.kind)});
    event.fields.push_back({"code", cause.code});
    event.fields.push_back({"count", std::to_string(cause.count)});
    event.fields.push_back({"examples", fmt::format("{}", fmt::join(cause.examples, "; "))});
    world_.events.emit(std::move(event));
}

}  // namespace ecdsnap::engine
