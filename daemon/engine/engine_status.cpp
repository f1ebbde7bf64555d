// What the engine shows of itself: plain values, made on demand.
#include "core/policy/desktop_zones.hpp"
#include "engine/approvals.hpp"
#include "engine/engine.hpp"

#include <algorithm>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

std::optional<ports::HeldBack> held_back(const Site& site, core::CallKind kind) {
    const core::CircuitBreaker& breaker = site.cloud.gate().breaker(kind);
    const auto cause = breaker.held_for();
    if (!cause) return std::nullopt;
    const auto left = std::chrono::duration_cast<core::Millis>(breaker.earliest() - site.world.clock.steady_now());
    return ports::HeldBack{core::text(*cause), site.world.clock.wall_now() + left};
}

std::vector<ports::SiteProblem> problems_of(const Site& site) {
    std::vector<ports::SiteProblem> problems;
    for (const core::RootCause& cause : site.cloud.root_causes()) {
        ports::SiteProblem problem{cause.kind, cause.code.empty() ? cause.message : cause.code + ": " + cause.message};
        if (std::ranges::find(problems, problem) == problems.end()) problems.push_back(std::move(problem));
    }
    return problems;
}

ports::SiteStatus status_of(const Site& site) {
    ports::SiteStatus status;
    status.site = *site.id;
    status.ready = is_ready(site);
    status.waits_for = site.waits_for;
    status.unused = site.unused;
    status.clock_difference = site.cloud.clock_difference();
    status.desktops = site.inventory.desktops().size();
    status.inventory_at = site.inventory.listed_wall();
    status.due = site.board.unsent();
    status.in_flight = site.in_flight;
    status.waiting = status.due - std::min<std::uint64_t>(status.due, site.board.ready_count() + site.at_work.size());
    status.followed = site.board.followed().size();
    for (const core::TaskId id : site.board.suspect())
        status.suspects += site.board.find(id)->suspects.size();
    status.woken = site.wakes.open().size();
    status.requests_per_second_limit = site.cloud.gate().pacing().known_limit(core::CallKind::create);
    for (std::size_t each = 0; each < core::call_kinds; ++each) {
        const auto kind = static_cast<core::CallKind>(each);
        if (const auto learned = site.cloud.gate().pacing().learned(kind, site.world.clock.steady_now()))
            status.learned_rates[each] = learned->per_second;
        status.held_back[each] = held_back(site, kind);
    }
    status.calls = site.cloud.calls();
    status.throttled = site.cloud.throttled();
    status.settle_time = site.lag.settle_time();
    status.problems = problems_of(site);
    return status;
}

// Of several pauses that break its objective, the one that does so first.
std::optional<core::PauseBreach> first_breach(const World& world, const std::string& policy) {
    std::optional<core::PauseBreach> first;
    for (const auto& [key, breaches] : world.breaches)
        for (const core::PauseBreach& breach : breaches)
            if (breach.policy == policy && (!first || breach.breaks_at < first->breaks_at)) first = breach;
    return first;
}

std::uint64_t unapproved_desktops(const std::string& policy, const World& world) {
    std::uint64_t most = 0;
    for (const auto& [id, slot] : world.slots.open())
        if (slot.key.policy == policy && slot.counts.unsettled() > 0 && waits_for_approval(world, slot))
            most = std::max<std::uint64_t>(most, world.slots.desktops(id));
    return most;
}

ports::PolicyStatus status_of(const core::Policy& policy, const World& world) {
    ports::PolicyStatus status;
    status.name = policy.name;
    status.schedule = policy.schedule.timetable.text();
    status.observes = policy.mode == core::Mode::observe;
    status.approve_above = policy.approve_above;
    const core::Approval* approval = world.approvals.find(policy.name);
    if (policy.approve_above && approval != nullptr) status.approval = *approval;
    status.unapproved = unapproved_desktops(policy.name, world);
    if (const core::Pause* pause = world.pauses.of_policy(policy.name)) status.paused = core::pause_text(*pause);
    status.objective = policy.objective;
    status.breach = first_breach(world, policy.name);
    const auto from = std::chrono::floor<std::chrono::seconds>(world.clock.wall_now());
    status.next_slot = policy.schedule.timetable.next(from);
    if (status.next_slot) status.next_slot_local = core::slot_local_time(policy.schedule, *status.next_slot);
    for (const auto& [id, slot] : world.slots.open())
        if (slot.key.policy == policy.name) status.open_slots.push_back(slot);
    std::reverse(status.open_slots.begin(), status.open_slots.end());
    if (const core::Slot* last = world.slots.last(policy.name)) status.last_slot = *last;
    return status;
}

}  // namespace

void Engine::add_account(std::string name, ports::KeyMonitor& key) {
    key.watch([this, name](const core::KeyNews& news) {
        world_.events.emit(core::key_event(name, news, world_.clock.wall_now()));
    });
    accounts_.emplace_back(std::move(name), &key);
}

std::vector<std::string> Engine::not_ready_because() const {
    std::vector<std::string> reasons;
    if (world_.second_daemon()) reasons.push_back("another daemon makes snapshots for owner " + world_.owner);
    if (!world_.writer.healthy()) reasons.push_back("the ledger cannot be written: " + world_.writer.problem());
    if (!world_.clock_trusted()) reasons.push_back("the clock has not been found to agree with the cloud's");
    for (std::string& reason : accounts_without_sites())
        reasons.push_back(std::move(reason));
    for (const auto& site : sites_) {
        if (!site->unused.empty()) continue;
        if (!is_ready(*site))
            reasons.push_back(core::text(*site->id) + " waits for " + site->waits_for);
        else if (!site->inventory.complete())
            reasons.push_back(core::text(*site->id) + " has no inventory yet");
    }
    return reasons;
}

std::shared_ptr<const std::vector<core::Desktop>> Engine::desktops_of(const core::SiteId& site) const {
    for (const auto& known : sites_)
        if (*known->id == site && known->inventory.complete()) return known->inventory.shared_desktops();
    return nullptr;
}

ports::Status Engine::status() const {
    ports::Status status;
    status.version = settings_.version;
    status.owner = world_.owner;
    status.not_ready_because = not_ready_because();
    status.ready = status.not_ready_because.empty();
    status.now = world_.clock.wall_now();
    status.started_at = world_.started_wall;
    status.clock_trusted = world_.clock_trusted();
    status.configuration = configuration_;
    status.configuration_loaded_at = configuration_loaded_at_;
    status.reload_problem = reload_problem_;
    status.ledger_writable = world_.writer.healthy();
    status.ledger_problem = world_.writer.problem();
    status.timezone_database = settings_.timezone_database;
    status.timezone_database_on_disk = timezone_database_on_disk_;
    for (const auto& [account, why] : world_.regions_awaited)
        status.regions_awaited.push_back(account + ": " + why);
    for (const auto& [key, pause] : world_.pauses.all())
        status.pauses.push_back(pause);
    for (std::size_t place = 0; place < world_.policies.size(); ++place) {
        ports::PolicyStatus policy = status_of(*world_.policies[place], world_);
        const CoveredDesktops::OfPolicy& covered = covered_.of_policy(world_, sites_, place);
        policy.desktops = covered.desktops;
        policy.with_disk = covered.with_disk;
        policy.excluded = covered.excluded;
        status.policies.push_back(std::move(policy));
    }
    for (const auto& [name, key] : accounts_)
        status.accounts.push_back({name, key->key_state()});
    for (std::size_t place = 0; place < sites_.size(); ++place) {
        status.sites.push_back(status_of(*sites_[place]));
        status.sites.back().excluded = covered_.left_out(world_, sites_, place);
    }
    return status;
}

std::vector<core::PauseBreach> Engine::breaches_of(const core::PauseKey& key) const {
    const auto found = world_.breaches.find(key);
    return found == world_.breaches.end() ? std::vector<core::PauseBreach>() : found->second;
}

awaitable<core::Result<std::vector<ports::HistoryEntry>>> Engine::history(ports::HistoryQuery query) const {
    return world_.ledger.history(std::move(query));
}

awaitable<core::Result<std::optional<core::Slot>>> Engine::slot(std::int64_t slot_id) const {
    const auto open = world_.slots.open().find(slot_id);
    if (open != world_.slots.open().end()) {
        std::optional<core::Slot> present = open->second;
        co_return present;
    }
    ports::HistoryQuery query;
    query.slot_id = slot_id;
    query.limit = 1;
    auto entries = co_await world_.ledger.history(std::move(query));
    if (entries.has_error()) co_return entries.error();
    std::optional<core::Slot> stored;
    if (!entries.value().empty()) stored = entries.value().front().slot;
    co_return stored;
}

awaitable<std::uint64_t> Engine::wait_put_back(core::Millis at_most) {
    constexpr core::Millis poll = std::chrono::milliseconds{200};
    const auto alarm = world_.clock.make_alarm();
    const core::SteadyTime until = world_.clock.steady_now() + at_most;
    for (;;) {
        std::uint64_t left = 0;
        for (const auto& site : sites_)
            left += site->wakes.open().size();
        if (left == 0 || world_.stopping || world_.clock.steady_now() >= until) co_return left;
        const bool rung = co_await alarm->wait_until(world_.clock.steady_now() + poll);
        (void)rung;
    }
}

}  // namespace ecdsnap::engine
