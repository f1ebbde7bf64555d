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
    for (const core::Event& event : events)
        found += event.id == id;
    return found;
}

const core::Event* RecordedEvents::last(core::EventId id) const {
    const core::Event* found = nullptr;
    for (const core::Event& event : events)
        if (event.id == id) found = &event;
    return found;
}

core::Schedule due(const std::string& cron, core::CronDialect dialect) {
    return core::Schedule(core::CronExpression::parse(cron, dialect).value(), cron, absl::UTCTimeZone(), "UTC");
}

Scenario::Scenario(std::uint64_t seed)
    : random(seed), time(start_wall), cloud(time, random), daemon(time, events, random, "host") {}

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

std::shared_ptr<const core::Policy> Scenario::policy(std::function<void(core::Policy&)> change,
                                                     const std::string& name) {
    core::Policy made{name, {}, {}, due("1 18 * * *"), {}, "scenario"};
    made.select = core::select_names({"*"});
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
    if (!std::exchange(sites_added_, true)) daemon.add_site(core::SiteId{"main", "cn-hangzhou"}, cloud, limits);
    daemon.start(policies);
    while (!daemon.start_result())
        time.step(time.now() + std::chrono::seconds{1});
    if (daemon.start_result()->has_error()) throw std::logic_error(core::describe(daemon.start_result()->error()));
}

void Scenario::kill() {
    daemon.kill();
}

void Scenario::stop(core::Millis grace) {
    daemon.stop(grace);
    const core::SteadyTime limit = time.now() + grace * 3;
    while (daemon.running() && time.step(limit)) {
    }
    if (daemon.running()) throw std::logic_error("the engine did not stop");
    kill();
}

void Scenario::reload(engine::Policies changed) {
    policies = std::move(changed);
    daemon.reload(policies);
}

core::Result<std::int64_t> Scenario::run(const std::string& policy_name) {
    std::optional<core::Result<std::int64_t>> result;
    auto on_end = [&result](std::exception_ptr failure, core::Result<std::int64_t> ended) {
        if (failure) std::rethrow_exception(failure);
        result = std::move(ended);
    };
    boost::asio::co_spawn(daemon.clock().context(), daemon.engine().run(policy_name), on_end);
    const core::SteadyTime limit = time.now() + std::chrono::minutes{5};
    while (!result && time.step(limit)) {
    }
    return result.value();
}

void Scenario::pass(core::Millis span) {
    time.run_for(span);
}

bool Scenario::pass_until(const std::function<bool()>& done, core::Millis at_most) {
    const core::SteadyTime limit = time.now() + at_most;
    while (!done())
        if (!time.step(limit)) return done();
    return true;
}

bool Scenario::pass_until_settled(core::Millis at_most) {
    const auto settled = [this] {
        std::size_t tasks = 0;
        for (const auto& policy : daemon.engine().status().policies) {
            for (const core::Slot& slot : policy.open_slots) {
                if (slot.counts.unsettled() != 0) return false;
                tasks += slot.counts.tasks;
            }
            if (policy.last_slot) tasks += policy.last_slot->counts.tasks;
        }
        return tasks > 0;
    };
    const core::SteadyTime limit = time.now() + at_most;
    while (!settled()) {
        if (time.now() >= limit) return false;
        time.run_for(std::chrono::milliseconds{500});
    }
    time.run_for(std::chrono::milliseconds{200});
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
    simulation::MemoryLedger reader(daemon.clock().context().get_executor(), daemon.disk);
    boost::asio::co_spawn(daemon.clock().context(), reader.history(query), on_end);
    while (!result)
        time.step(time.now());
    return std::move(result->value());
}

std::size_t Scenario::tasks_with(core::Outcome outcome) {
    std::size_t found = 0;
    for (const auto& entry : history())
        found += entry.task && entry.task->outcome == outcome;
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
            for (const core::Extra& extra : entry.task->extras)
                extras.insert(extra.snapshot_id);
    std::map<std::string, std::vector<std::string>> live;
    for (const auto& snapshot : truth.snapshots()) {
        if (!snapshot.cause || snapshot.removed || snapshot.status(time.wall()) == core::SnapshotStatus::failed)
            continue;
        if (extras.contains(snapshot.shown.id)) continue;
        // The name up to the task's key, whatever number it has: slot, desktop and disk.
        const std::string key =
            snapshot.shown.desktop_id + " " + core::text(snapshot.shown.disk) + " " +
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
        for (const auto& snapshot : truth.snapshots())
            accomplished |= snapshot.shown.id == entry.task->snapshot_id &&
                            snapshot.status(time.wall()) == core::SnapshotStatus::accomplished;
        if (!accomplished) claims.push_back(entry.task->desktop_id + " " + entry.task->snapshot_id);
    }
    return claims;
}

}  // namespace ecdsnap::tests
