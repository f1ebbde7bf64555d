#include "simulation/rehearsal/rehearsal.hpp"

#include "core/policy/desktop_zones.hpp"
#include "core/schedule/local_time_text.hpp"
#include "core/schedule/next_slot.hpp"
#include "simulation/rehearsal/call_meter.hpp"
#include "simulation/rehearsal/finish_times.hpp"
#include "simulation/rehearsal/outcome_record.hpp"
#include "simulation/simulated_daemon.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <utility>

namespace ecdsnap::simulation {
namespace {

using namespace std::chrono_literals;

// The daemon starts so long before the first slot may be due: it has adopted and listed everything by then.
constexpr core::Millis lead = 2min;
constexpr core::Millis chunk = 5min;
// What is over for so long is no longer asked for by an engine whose cloud answers; it lists the last 24 h at most.
constexpr core::Millis remembered = 30h;
constexpr std::uint32_t ledger_days = 2;  // slots only
constexpr std::int64_t timeline_entries = 720;

class Unheard final : public ports::EventSink {
public:
    void emit(core::Event) override {}
};

struct Stage {
    Stage(VirtualTime& time, SeededRandom& random, CallMeter meter_) : cloud(time, random), meter(std::move(meter_)) {}

    SimulatedCloud cloud;
    CallMeter meter;
    int outages = 0;           // now
    core::WallTime bad_until;  // end of the last outage
};

// The same policy, due for the next time only in half a year: its schedule has ended, its open slots go on.
std::shared_ptr<const core::Policy> ended(const core::Policy& policy, core::SlotInstant at) {
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(at)};
    const std::string cron = fmt::format("0 0 1 {} *", (static_cast<unsigned>(day.month()) + 5) % 12 + 1);
    core::Policy other = policy;
    other.schedule.timetable = core::Timetable({core::cron_recurrence(core::CronExpression::parse(cron).value(), cron,
                                                                      other.schedule.zone, other.schedule.timezone)});
    other.schedule.zones.clear();
    return std::make_shared<const core::Policy>(std::move(other));
}

class Rehearsal {
public:
    explicit Rehearsal(RehearsalPlan plan);

    RehearsalReport play(const std::function<void(const RehearsalProgress&)>& on_progress);

private:
    void add_site(RehearsedSite& site);
    void plan_outages();
    void set_daemon_up();
    void forget_what_is_over();
    void run_until(core::WallTime until);
    core::WallTime follow_to_the_end();
    void add_unopened(RehearsedPolicy& shown, const core::Policy& policy) const;
    core::SteadyTime at(core::WallTime wall) const { return core::SteadyTime{} + (wall - start_); }

    RehearsalPlan plan_;
    const core::WallTime start_;
    OutcomeRecord record_;
    SeededRandom cloud_random_;
    SeededRandom engine_random_;
    VirtualTime time_;
    Unheard events_;
    std::vector<std::unique_ptr<Stage>> sites_;
    SimulatedDaemon daemon_;
    std::function<void(const RehearsalProgress&)> on_progress_;
};

Rehearsal::Rehearsal(RehearsalPlan plan)
    : plan_(std::move(plan)),
      start_(plan_.from - lead),
      record_(plan_),
      cloud_random_(SeededRandom(~plan_.seed).next()),
      engine_random_(SeededRandom(~plan_.seed).next() + 1),
      time_(start_),
      daemon_(time_, events_, engine_random_, "simulated") {
    for (RehearsedSite& site : plan_.sites)
        add_site(site);
    plan_outages();
    set_daemon_up();
}

void Rehearsal::add_site(RehearsedSite& site) {
    const core::Millis span = std::max(core::Millis{1s}, core::Millis{plan_.until - plan_.from} / timeline_entries);
    sites_.push_back(std::make_unique<Stage>(time_, cloud_random_, CallMeter(at(plan_.from), span)));
    Stage& stage = *sites_.back();
    CloudFaults& faults = stage.cloud.faults;
    faults.latency_least = plan_.answer_least;
    faults.latency_most = plan_.answer_most;
    faults.snapshot_least = plan_.snapshot_least;
    faults.snapshot_most = plan_.snapshot_most;
    faults.names_remain = true;
    faults.creates_per_second = site.creates_per_second;
    stage.cloud.truth.id_prefix = fmt::format("s-{}-", sites_.size());
    for (core::Desktop& desktop : std::exchange(site.desktops, {}))
        stage.cloud.truth.desktops.insert_or_assign(desktop.id, std::move(desktop));
    stage.cloud.on_call = [this, &stage](CloudAction action) { stage.meter.count(action, time_.now(), time_.wall()); };
    daemon_.add_site(site.id, stage.cloud, site.limits);
}

void Rehearsal::plan_outages() {
    for (const Outage& outage : plan_.outages) {
        Stage& stage = *sites_[outage.site];
        time_.at(at(outage.begin), [&stage] {
            ++stage.outages;
            stage.cloud.faults.down = true;
        });
        time_.at(at(outage.end), [this, &stage] {
            stage.cloud.faults.down = --stage.outages > 0;
            stage.bad_until = time_.wall();
        });
    }
}

// Without policies at first: each starts with its first slot from `from` on, as any new policy does.
void Rehearsal::set_daemon_up() {
    daemon_.settings.owner = plan_.owner;
    daemon_.settings.inventory_every = plan_.inventory_every;
    daemon_.settings.history_days = ledger_days;
    daemon_.settings.zone = [this](const std::string& name) {
        for (const auto& policy : plan_.policies)
            if (policy->schedule.timezone == name) return policy->schedule.zone;
        return absl::UTCTimeZone();
    };
    daemon_.on_open_ledger = [this](MemoryLedger& ledger) {
        ledger.on_stored([this](MemoryLedger::Changes changes) { record_.note(changes); });
    };
    daemon_.disk->keep_no_tasks();
    daemon_.start({});
    daemon_.engine().set_coverage(plan_.coverage);
    time_.at(at(core::WallTime{plan_.from} - 1s), [this] { daemon_.reload(plan_.policies); });
    time_.at(at(core::WallTime{plan_.until} - 1ms), [this] {
        engine::Policies policies;
        for (const auto& policy : plan_.policies)
            policies.push_back(ended(*policy, plan_.until));
        daemon_.reload(std::move(policies));
    });
}

// After an outage the engine asks for what was before it. Nobody asks for calls.
void Rehearsal::forget_what_is_over() {
    for (auto& stage : sites_) {
        stage->cloud.truth.forget_calls_before(time_.wall());
        if (stage->outages == 0 && stage->bad_until < time_.wall() - remembered)
            stage->cloud.truth.forget_snapshots_before(time_.wall() - remembered);
    }
}

void Rehearsal::run_until(core::WallTime until) {
    while (time_.wall() < until) {
        time_.run_until(at(std::min(until, time_.wall() + chunk)));
        if (!daemon_.started()) throw std::runtime_error("the simulated daemon does not run");
        forget_what_is_over();
        if (on_progress_) on_progress_(RehearsalProgress{time_.wall(), record_.slots()});
    }
}

core::WallTime Rehearsal::follow_to_the_end() {
    core::WallTime give_up = plan_.until;
    for (const Outage& outage : plan_.outages)
        give_up = std::max(give_up, outage.end);
    core::Millis longest{0};
    for (const auto& policy : plan_.policies)
        longest = std::max(longest, policy->rules.window + policy->rules.completion);
    give_up += longest + core::Millis{1h};
    do
        run_until(time_.wall() + chunk);
    while (record_.unsettled() > 0 && time_.wall() < give_up);
    return time_.wall();
}

// Slots that were due and never came about: the inventories they need were not there up to the end.
void Rehearsal::add_unopened(RehearsedPolicy& shown, const core::Policy& policy) const {
    const core::Timetable& timetable = policy.schedule.timetable;
    std::vector<RehearsedSlot> unopened;
    auto known = shown.slots.begin();
    for (auto due = timetable.next(plan_.from - 1s); due && *due < plan_.until; due = timetable.next(*due)) {
        while (known != shown.slots.end() && known->instant < *due)
            ++known;
        if (known != shown.slots.end() && known->instant == *due) continue;
        RehearsedSlot slot;
        slot.instant = *due;
        slot.local_time = core::slot_local_time(policy.schedule, *due);
        slot.opened = false;
        slot.reason = "it was still waiting for a list of the desktops at the end";
        slot.begin = core::WallTime{*due};
        slot.window_end = slot.begin + policy.rules.window;
        unopened.push_back(std::move(slot));
    }
    std::vector<RehearsedSlot> all;
    std::merge(shown.slots.begin(), shown.slots.end(), unopened.begin(), unopened.end(), std::back_inserter(all),
               [](const RehearsedSlot& one, const RehearsedSlot& other) { return one.instant < other.instant; });
    shown.slots = std::move(all);
}

RehearsalReport Rehearsal::play(const std::function<void(const RehearsalProgress&)>& on_progress) {
    on_progress_ = on_progress;
    run_until(core::WallTime{plan_.until});
    const core::WallTime end = follow_to_the_end();
    RehearsalReport report = record_.report();
    report.ended = end;
    for (std::size_t place = 0; place < sites_.size(); ++place) {
        report.sites[place].calls = sites_[place]->meter.calls();
        report.sites[place].calls.throttled = sites_[place]->cloud.throttled;
    }
    for (std::size_t place = 0; place < plan_.policies.size(); ++place) {
        add_unopened(report.policies[place], *plan_.policies[place]);
        report.policies[place].finish = finish_times(report.policies[place].slots);
    }
    return report;
}

}  // namespace

RehearsalReport rehearse(RehearsalPlan plan, const std::function<void(const RehearsalProgress&)>& on_progress) {
    Rehearsal rehearsal(std::move(plan));
    return rehearsal.play(on_progress);
}

}  // namespace ecdsnap::simulation
