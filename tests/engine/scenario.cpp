#include "engine/scenario.hpp"

#include "core/events/event.hpp"

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

namespace ecdsnap::tests {
namespace {

// 2026-11-24 18:00:30 UTC
constexpr core::WallTime start_wall{std::chrono::milliseconds{1'795'543'230'000}};

}  // namespace

void RecordedEvents::emit(core::Event event) {
    if (const std::string problem = core::check_event(event); !problem.empty())
        throw std::logic_error("event " + core::event_code(event.id) + ": " + problem);
    events.push_back(std::move(event));
}

std::size_t RecordedEvents::count(core::EventId id) const {
    std::size_t found = 0;
    for (const core::Event& event : events) found += event.id == id;
    return found;
}

const core::Event* RecordedEvents::last(core::EventId id) const {
    const core::Event* found = nullptr;
    for (const core::Event& event : events)
        if (event.id == id) found = &event;
    return found;
}

Scenario::Scenario(std::uint64_t seed) : random(seed), clock(start_wall), cloud(clock, random, truth) {}

Scenario::~Scenario() {
    if (engine) kill();
}

void Scenario::add_desktops(std::size_t count) {
    for (std::size_t i = 1; i <= count; ++i) {
        core::Desktop desktop;
        desktop.id = fmt::format("ecd-{:03}", i);
        desktop.name = fmt::format("desk {}", i);
        desktop.status = core::DesktopStatus::running;
        desktop.has_data_disk = i % 2 == 0;
        truth.desktops.emplace(desktop.id, desktop);
    }
}

std::shared_ptr<const core::Policy> Scenario::policy(std::function<void(core::Policy&)> change, const std::string& name) {
    const std::string cron = "1 18 * * *";
    core::Schedule schedule{core::CronExpression::parse(cron).value(), cron, absl::UTCTimeZone(), "UTC"};
    core::Policy made{name, {}, {}, std::move(schedule), {}, "scenario"};
    made.select.names = {"*"};
    made.rules.window = std::chrono::minutes{30};
    made.rules.name_template = "{policy}-{desktop_id}-{slot:%Y%m%d-%H%M}-{disk}";
    made.rules.description_template = "nightly backup of {desktop_name}";
    made.rules.timezone = "UTC";
    if (change) change(made);
    auto shared = std::make_shared<const core::Policy>(std::move(made));
    policies.push_back(shared);
    return shared;
}

void Scenario::start() {
    ledger = std::make_unique<simulation::MemoryLedger>(clock.context().get_executor(), disk);
    if (ledger_delay > core::Millis{0}) ledger->delay_by(clock, ledger_delay);
    engine::EngineSettings settings;
    settings.owner = "main";
    settings.version = "test";
    settings.zone = [](const std::string&) { return absl::UTCTimeZone(); };
    settings.on_broken = [](std::exception_ptr failure) { std::rethrow_exception(failure); };
    engine = std::make_unique<engine::Engine>(clock.context().get_executor(), clock, *ledger, events, random, std::move(settings));
    engine->add_site(core::SiteId{"main", "cn-hangzhou"}, cloud, limits);
    std::optional<core::Result<void>> started;
    auto on_end = [&started](std::exception_ptr failure, core::Result<void> result) {
        if (failure) std::rethrow_exception(failure);
        started = std::move(result);
    };
    boost::asio::co_spawn(clock.context(), engine->start(policies), on_end);
    while (!started) clock.step(clock.steady_now() + std::chrono::seconds{1});
    if (started->has_error()) throw std::logic_error(core::describe(started->error()));
}

void Scenario::kill() {
    clock.crash();
    ledger.reset();
    engine.reset();
}

void Scenario::stop(core::Millis grace) {
    bool stopped = false;
    auto on_end = [&stopped](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
        stopped = true;
    };
    boost::asio::co_spawn(clock.context(), engine->stop(grace), on_end);
    const core::SteadyTime limit = clock.steady_now() + grace * 3;
    while (!stopped && clock.step(limit)) {
    }
    if (!stopped) throw std::logic_error("the engine did not stop");
    kill();
}

void Scenario::reload(engine::Policies changed) {
    policies = std::move(changed);
    engine->apply(policies);
}

core::Result<std::int64_t> Scenario::run(const std::string& policy_name) {
    std::optional<core::Result<std::int64_t>> result;
    auto on_end = [&result](std::exception_ptr failure, core::Result<std::int64_t> ended) {
        if (failure) std::rethrow_exception(failure);
        result = std::move(ended);
    };
    boost::asio::co_spawn(clock.context(), engine->run(policy_name), on_end);
    const core::SteadyTime limit = clock.steady_now() + std::chrono::minutes{5};
    while (!result && clock.step(limit)) {
    }
    return result.value();
}

void Scenario::pass(core::Millis time) { clock.run_for(time); }

bool Scenario::pass_until(const std::function<bool()>& done, core::Millis at_most) {
    const core::SteadyTime limit = clock.steady_now() + at_most;
    while (!done())
        if (!clock.step(limit)) return done();
    return true;
}

bool Scenario::pass_until_settled(core::Millis at_most) {
    const auto settled = [this] {
        std::size_t tasks = 0;
        for (const auto& policy : engine->status().policies) {
            for (const core::Slot& slot : policy.open_slots) {
                if (slot.counts.unsettled() != 0) return false;
                tasks += slot.counts.tasks;
            }
            if (policy.last_slot) tasks += policy.last_slot->counts.tasks;
        }
        return tasks > 0;
    };
    const core::SteadyTime limit = clock.steady_now() + at_most;
    while (!settled()) {
        if (clock.steady_now() >= limit) return false;
        clock.run_for(std::chrono::milliseconds{500});
    }
    clock.run_for(std::chrono::milliseconds{200});
    return true;
}

std::vector<ports::HistoryEntry> Scenario::history() {
    std::optional<core::Result<std::vector<ports::HistoryEntry>>> result;
    auto on_end = [&result](std::exception_ptr failure, core::Result<std::vector<ports::HistoryEntry>> ended) {
        if (failure) std::rethrow_exception(failure);
        result = std::move(ended);
    };
    ports::HistoryQuery query;
    query.limit = 100'000;
    simulation::MemoryLedger reader(clock.context().get_executor(), disk);
    boost::asio::co_spawn(clock.context(), reader.history(query), on_end);
    while (!result) clock.step(clock.steady_now());
    return std::move(result->value());
}

std::size_t Scenario::tasks_with(core::Outcome outcome) {
    std::size_t found = 0;
    for (const auto& entry : history()) found += entry.task && entry.task->outcome == outcome;
    return found;
}

std::size_t Scenario::tasks_with(core::Outcome outcome, core::Reason reason) {
    std::size_t found = 0;
    for (const auto& entry : history())
        found += entry.task && entry.task->outcome == outcome && entry.task->reason == reason;
    return found;
}

std::vector<std::string> Scenario::unreported_duplicates() {
    std::set<std::string> extras;
    for (const auto& entry : history())
        if (entry.task)
            for (const core::Extra& extra : entry.task->extras) extras.insert(extra.snapshot_id);
    std::map<std::string, std::vector<std::string>> live;
    for (const auto& snapshot : truth.snapshots) {
        if (!snapshot.cause || snapshot.removed || snapshot.status(clock.true_wall()) == core::SnapshotStatus::failed) continue;
        if (extras.contains(snapshot.shown.id)) continue;
        // The name up to the task's key, whatever number it has: slot, desktop and disk.
        const std::string key = snapshot.shown.desktop_id + " " + core::text(snapshot.shown.disk) + " " +
                                snapshot.shown.name.substr(0, snapshot.shown.name.find(core::text(snapshot.shown.disk)));
        live[key].push_back(snapshot.shown.id);
    }
    std::vector<std::string> duplicates;
    for (const auto& [key, ids] : live)
        if (ids.size() > 1) duplicates.push_back(fmt::format("{}: {}", key, fmt::join(ids, " ")));
    return duplicates;
}

std::vector<std::string> Scenario::false_extras() {
    std::vector<std::string> found;
    for (const auto& entry : history())
        if (entry.task)
            for (const core::Extra& extra : entry.task->extras)
                if (extra.snapshot_id == entry.task->snapshot_id || entry.task->snapshot_id.empty())
                    found.push_back(entry.task->desktop_id + " " + extra.snapshot_id);
    return found;
}

std::vector<std::string> Scenario::false_claims() {
    std::vector<std::string> claims;
    for (const auto& entry : history()) {
        if (!entry.task || entry.task->outcome != core::Outcome::done) continue;
        bool accomplished = false;
        for (const auto& snapshot : truth.snapshots)
            accomplished |= snapshot.shown.id == entry.task->snapshot_id &&
                            snapshot.status(clock.true_wall()) == core::SnapshotStatus::accomplished;
        if (!accomplished) claims.push_back(entry.task->desktop_id + " " + entry.task->snapshot_id);
    }
    return claims;
}

}  // namespace ecdsnap::tests
