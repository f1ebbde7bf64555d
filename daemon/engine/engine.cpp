#include "engine/engine.hpp"

#include "core/slot/slot_tasks.hpp"
#include "core/task/task_machine.hpp"
#include "core/text/utc_text.hpp"
#include "engine/approvals.hpp"
#include "engine/calling_off.hpp"
#include "engine/last_slots.hpp"
#include "engine/observing.hpp"
#include "engine/pauses.hpp"
#include "engine/snapshot_texts.hpp"
#include "engine/start_token.hpp"
#include "engine/task_reports.hpp"
#include "engine/waking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

constexpr core::Millis inventory_patience = std::chrono::seconds{60};
constexpr core::Millis sick_patience = std::chrono::seconds{5};
constexpr core::Millis poll = std::chrono::milliseconds{200};
constexpr core::Millis prune_every = std::chrono::hours{24};
// Loops that have not come round for this long are stuck.
constexpr core::Millis stuck_after = std::chrono::seconds{90};

core::Error local_error(std::string doing, std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.doing = std::move(doing);
    error.message = std::move(message);
    return error;
}

core::Error no_such_policy(const std::string& doing) {
    core::Error error = local_error(doing, "there is no policy of that name");
    error.kind = core::ErrorClass::gone;
    return error;
}

void trace_recovery(const World& world, const core::Task& stored, const core::Task& task, const core::Slot& slot) {
    core::TaskFacts facts;
    facts.now = world.started;
    facts.wall_now = world.started_wall;
    facts.rules = &slot.rules;
    world.on_decision({stored, task, slot, nullptr, facts, {}});
}

}  // namespace

Engine::Engine(boost::asio::any_io_executor executor, ports::Clock& clock, ports::Ledger& ledger,
               ports::EventSink& events, ports::Random& random, EngineSettings settings)
    : world_(clock, ledger, events, random),
      settings_(std::move(settings)),
      loops_(executor, clock, settings_.on_broken),
      tasks_(executor, clock, settings_.on_broken),
      writer_(executor, clock, settings_.on_broken),
      slot_loop_(world_, sites_),
      prune_alarm_(clock.make_alarm()) {
    world_.owner = settings_.owner;
    world_.zone = settings_.zone;
    world_.on_decision = settings_.on_decision;
    world_.writer.commit_time = [this] { return world_.cloud_now().value_or(world_.clock.wall_now()); };
    world_.on_site_change = [this] {
        world_.breaches_stale = !world_.pauses.all().empty();
        tell_refused_accounts();
        slot_loop_.join_soon();
    };
    world_.on_server_date = [this] {
        slot_loop_.watch_clock();
        for (auto& site : sites_)
            if (!site->adopted) site->adoption->ring();
    };
    world_.on_slot_settled = [this] { slot_loop_.wake(); };
    world_.on_ending = [this] { slot_loop_.tell_endings_soon(); };
    world_.writer.on_health_change = [this] {
        for (auto& site : sites_)
            ask_all_again(*site);
    };
    slot_loop_.set_scheduled(settings_.scheduled);
    slot_loop_.look_at_clock_every(settings_.look_at_clock_every);
}

Engine::~Engine() = default;

awaitable<core::Result<void>> Engine::start(Policies policies) {
    world_.started = world_.clock.steady_now();
    world_.started_wall = world_.clock.wall_now();
    auto contents = co_await world_.ledger.load();
    if (contents.has_error()) co_return contents.error();
    if (settings_.on_known_sites) settings_.on_known_sites(contents.value().sites);
    world_.policies = std::move(policies);
    co_await recall_last_slots(world_, sites_);
    recover(std::move(contents.value()));
    remember_policies({});
    guard_policies(world_, sites_);  // before anything can be sent
    observe_policies(world_, sites_);
    call_off_paused(world_, sites_);  // a kill may have come between a pause and what it stops
    start_loops();
    if (settings_.recall_figures) loops_.spawn(recall_figures(world_, sites_));
    co_return core::Result<void>{};
}

void Engine::recover(ports::LedgerContents contents) {
    greet_ledger(contents);
    world_.ledger_current = !contents.made_new && !contents.rewritten;
    world_.last_commit = contents.last_commit;
    world_.next_slot_id = contents.next_slot_id;
    world_.next_task_id = contents.next_task_id;
    world_.starts = std::move(contents.starts);
    world_.start_token = make_start_token(world_.random.next());
    ports::StartRecord start;
    start.token = world_.start_token;
    start.at = world_.started_wall;
    world_.starts.push_back(start);
    world_.writer.store(start);  // in front of every intent
    for (core::PolicyMemory& memory : contents.policies)
        world_.memories[memory.name] = memory;
    for (core::Pause& pause : contents.pauses)
        world_.pauses.put(std::move(pause));
    for (core::Approval& approval : contents.approvals)
        world_.approvals.put(std::move(approval));
    recall_sites(contents.sites);
    recall_wakes(world_, sites_, std::move(contents.wakes));
    for (core::Slot& slot : contents.open_slots) {
        slot.counts = {};  // counted anew from its tasks
        world_.slots.add(std::move(slot));
    }
    for (core::Task& task : contents.tasks)
        recover_task(std::move(task));
}

void Engine::recover_task(core::Task task) {
    core::Slot* slot = world_.slots.find(task.slot_id);
    if (slot == nullptr) return;  // the ledger keeps the slots of unsettled tasks open
    std::optional<core::Task> stored;
    if (world_.on_decision) stored = task;
    core::recover(task, world_.started);
    if (stored) trace_recovery(world_, *stored, task, *slot);
    world_.slots.count_task(slot->id);
    const auto home =
        std::find_if(sites_.begin(), sites_.end(), [&](const auto& site) { return *site->id == *task.site; });
    if (home == sites_.end() && task.state != core::TaskState::settled) {
        const bool sent = core::was_sent(task);
        task.state = core::TaskState::settled;
        task.outcome = sent ? core::Outcome::failed : core::Outcome::skipped;
        task.reason = sent ? core::Reason::unreachable : core::Reason::policy_removed;
        task.detail = "site " + core::text(*task.site) + " is no longer configured";
        task.suspects.clear();
        task.settled_at = world_.started_wall;
        world_.writer.store(task);
        world_.add_ending(task);
        world_.figures.tasks.ended(slot->key.policy, task.outcome, task.reason);
    }
    world_.slots.count_outcome(slot->id, core::Outcome::none, task.outcome);
    if (home == sites_.end()) return;
    Site& site = **home;
    task.site = site.id;
    const bool unsent = task.state == core::TaskState::due && !core::was_sent(task);
    if (unsent) {
        task.not_before = core::earliest_start(context_of(site, *slot), task.desktop_id);
    }
    admit(site, std::move(task));
}

void Engine::greet_ledger(const ports::LedgerContents& contents) {
    if (contents.made_new) {
        core::Event event{core::EventId::ledger_new, "there was no ledger; a new one was made", {}};
        world_.events.emit(std::move(event));
    } else if (contents.rewritten) {
        core::Event event{
            core::EventId::ledger_rewritten,
            "the ledger is not what the last run left; the cloud's listing is adopted before anything is sent",
            {}};
        if (contents.last_commit) event.fields.push_back({"until", core::utc_text(*contents.last_commit)});
        world_.events.emit(std::move(event));
    } else if (contents.cut_off) {
        core::Event event{core::EventId::ended_abruptly, "the run before this one did not stop in order", {}};
        if (contents.last_commit) {
            event.message += "; it last wrote at " + core::utc_text(*contents.last_commit);
            event.fields.push_back({"until", core::utc_text(*contents.last_commit)});
        }
        world_.events.emit(std::move(event));
    }
}

// New names start with their next slot; the memory of names that went stays.
void Engine::remember_policies(const Policies& before) {
    const core::WallTime now = world_.clock.wall_now();
    world_.policy_names.clear();
    for (const auto& policy : world_.policies)
        world_.policy_names.insert(policy->name);
    for (const auto& policy : world_.policies) {
        core::PolicyMemory& memory = world_.memories[policy->name];
        const bool is_new = memory.name.empty() || memory.removed;
        const auto old =
            std::find_if(before.begin(), before.end(), [&](const auto& was) { return was->name == policy->name; });
        const std::string schedule = policy->schedule.timetable.text();
        const bool other = !memory.schedule.empty() && memory.schedule != schedule;  // than before this start
        const bool moved = old == before.end() ? other : (*old)->schedule.timetable != policy->schedule.timetable;
        const bool noted = std::exchange(memory.schedule, schedule) == schedule;
        const core::OnEnable on_enable = policy->schedule.on_enable;
        const bool runs = on_enable == core::OnEnable::run;
        const bool turned = old != before.end() && (*old)->schedule.on_enable != on_enable;
        const bool to_open = !is_new && !turned && core::first_slot(memory, on_enable);  // still, once
        if (to_open || (!is_new && !moved && !(turned && runs))) {
            if (!noted && !memory.name.empty()) world_.writer.store(memory);
            continue;
        }
        memory.name = policy->name;
        memory.removed = false;
        if (is_new || moved) {
            memory.first_seen = now;
            if (!world_.clock_trusted()) world_.first_seen_unsure[policy->name] = world_.clock.steady_now();
        }
        // A policy that was there before has no first slot.
        if (!is_new && runs)
            memory.last_slot = std::max(memory.last_slot, std::chrono::floor<std::chrono::seconds>(memory.first_seen));
        world_.writer.store(memory);
        if (!is_new) continue;
        core::Event event{
            core::EventId::policy_added,
            "policy " + policy->name +
                (runs ? " is new; its first slot opens at once" : " is new; it starts with its next slot"),
            {}};
        event.fields.push_back({"policy", policy->name});
        world_.events.emit(std::move(event));
    }
    for (auto& [name, memory] : world_.memories) {
        if (memory.removed || world_.policy(name)) continue;
        memory.removed = true;
        world_.writer.store(memory);
        cancel_tasks_of(name);
    }
}

void Engine::cancel_tasks_of(const std::string& policy) {
    const std::uint64_t cancelled = call_off_policy(world_, sites_, core::Reason::policy_removed, policy);
    core::Event told{core::EventId::policy_removed,
                     fmt::format("policy {} is gone; {} tasks that were not sent are skipped", policy, cancelled),
                     {}};
    told.fields.push_back({"policy", policy});
    told.fields.push_back({"count", std::to_string(cancelled)});
    world_.events.emit(std::move(told));
}

void Engine::apply(Policies policies) {
    const Policies before = std::exchange(world_.policies, std::move(policies));
    guard_policies(world_, sites_);
    remember_policies(before);
    observe_policies(world_, sites_);
    world_.breaches_stale = true;
    slot_loop_.join_soon();
}

awaitable<void> Engine::refresh_inventories(ports::Alarm& alarm) {
    const core::SteadyTime asked = world_.clock.steady_now();
    for (auto& site : sites_)
        site->inventory_wanted->ring();
    // Who does not answer keeps nobody waiting for as long as who does.
    const auto fresh = [&](const auto& site) {
        const bool sick = site->inventory_failing || site->cloud.silent();
        const bool waited = sick && world_.clock.steady_now() >= asked + sick_patience;
        return site->inventory_tried >= asked || !site->unused.empty() || waited;
    };
    while (!world_.stopping && !std::all_of(sites_.begin(), sites_.end(), fresh) &&
           world_.clock.steady_now() < asked + inventory_patience) {
        const bool rung = co_await alarm.wait_until(world_.clock.steady_now() + poll);
        (void)rung;
    }
}

awaitable<core::Result<std::int64_t>> Engine::run(std::string name) {
    const auto alarm = world_.clock.make_alarm();
    const std::string doing = "running policy " + name;
    if (!world_.policy(name)) co_return no_such_policy(doing);
    const auto this_second = std::chrono::floor<std::chrono::seconds>(world_.clock.wall_now());
    if (const core::Pause* pause = world_.pauses.of_slot(name, this_second)) {
        core::Error error = local_error(doing, "it is " + core::pause_text(*pause) + "; `ecdsnap resume` ends that");
        error.kind = core::ErrorClass::busy;
        co_return error;
    }
    co_await refresh_inventories(*alarm);
    const auto policy = world_.policy(name);  // a reload may have come in between
    if (!policy) co_return no_such_policy(doing);
    if (world_.stopping) co_return local_error(doing, "the daemon is stopping");
    const auto complete = [](const auto& site) { return site->inventory.complete(); };
    if (std::none_of(sites_.begin(), sites_.end(), complete)) {
        const core::Error* error = sites_.empty() ? nullptr : sites_.front()->cloud.last_error();
        co_return local_error(doing,
                              "no desktops are known: " + (error ? core::describe(*error) : "no site has answered"));
    }
    if (std::string why = why_not_approved(world_, sites_, *policy); !why.empty()) {
        core::Error error = local_error(doing, std::move(why));
        error.kind = core::ErrorClass::busy;
        co_return error;
    }
    if (!world_.clock_trusted()) co_return local_error(doing, "this machine's clock does not agree with the cloud's");
    const core::WallTime now = world_.clock.wall_now();
    core::SlotKey key{name, std::chrono::floor<std::chrono::seconds>(now), core::SlotKind::manual};
    for (;; key.instant += std::chrono::seconds{1}) {
        auto stored = co_await world_.ledger.find_slot(key);
        if (stored.has_error()) co_return stored.error();
        if (!stored.value() && world_.slots.find(key) == nullptr && !world_.opening.contains(key)) break;
    }
    core::Slot slot = slot_of(world_, *policy, key, now + policy->rules.window);
    co_return co_await open_slot(world_, sites_, policy, std::move(slot), *alarm);
}

awaitable<core::SlotCounts> Engine::wait_settled(std::int64_t slot_id) {
    const auto alarm = world_.clock.make_alarm();
    for (;;) {
        auto found = co_await slot(slot_id);
        const bool known = found.has_value() && found.value().has_value();
        if (!known) co_return core::SlotCounts{};
        const core::Slot present = *found.value();
        if (present.counts.unsettled() == 0 || world_.stopping) co_return present.counts;
        const bool rung = co_await alarm->wait_until(world_.clock.steady_now() + poll);
        (void)rung;
    }
}

awaitable<void> Engine::stop(core::Millis grace) {
    const core::SteadyTime until = world_.clock.steady_now() + grace;
    world_.stopping = true;
    for (auto& site : sites_) {
        site->cloud.gate().stop();
        for (auto* alarm : {&site->dispatch, &site->inventory_wanted, &site->completion, &site->states, &site->waking,
                            &site->adoption, &site->looking_back})
            (*alarm)->ring();
    }
    slot_loop_.wake();
    prune_alarm_->ring();
    const bool tasks_ended = co_await tasks_.join(until);
    const bool loops_ended = co_await loops_.join(until);
    (void)tasks_ended;  // what did not end is in the ledger as an intent: a suspect of the next start
    (void)loops_ended;
    for (auto& site : sites_)
        remember_limits(*site);
    world_.writer.stop();
    const bool written = co_await writer_.join(world_.clock.steady_now() + grace);
    (void)written;
}

awaitable<void> Engine::prune_loop() {
    while (!world_.stopping) {
        if (world_.clock_trusted()) {
            const core::WallTime older = world_.clock.wall_now() - std::chrono::days{settings_.history_days};
            const auto pruned = co_await world_.ledger.prune(older);
            if (pruned.has_value() && pruned.value() > 0) {
                core::Event event{
                    core::EventId::pruned, fmt::format("{} old tasks left the history", pruned.value()), {}};
                event.fields.push_back({"count", std::to_string(pruned.value())});
                event.fields.push_back({"until", core::utc_text(older)});
                world_.events.emit(std::move(event));
            }
        }
        const core::Millis pause = world_.clock_trusted() ? prune_every : core::Millis{std::chrono::minutes{1}};
        const bool rung = co_await prune_alarm_->wait_until(world_.clock.steady_now() + pause);
        (void)rung;
    }
}

bool Engine::alive() const {
    const core::SteadyTime now = world_.clock.steady_now();
    return now - std::max(slot_loop_.last_turn(), world_.started) < stuck_after;
}

std::uint64_t Engine::in_flight() const {
    std::uint64_t total = 0;
    for (const auto& site : sites_)
        total += site->in_flight;
    return total;
}

void Engine::note_configuration(std::string path, core::WallTime loaded_at, std::string reload_problem) {
    configuration_ = std::move(path);
    configuration_loaded_at_ = loaded_at;
    reload_problem_ = std::move(reload_problem);
}

}  // namespace ecdsnap::engine
