#include "simulation/plan.hpp"

#include "core/text/duration_text.hpp"
#include "simulation/dice.hpp"
#include "simulation/planned_promises.hpp"
#include "simulation/planned_turns.hpp"
#include "simulation/planned_zones.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace ecdsnap::tests {
namespace {

using core::Millis;
using namespace std::chrono_literals;

// 2026-11-24 00:00:10 UTC, and two days before Europe's clocks change.
constexpr core::WallTime november{Millis{1'795'478'410'000}};
constexpr core::WallTime before_autumn{Millis{1'792'713'610'000}};
constexpr core::WallTime before_spring{Millis{1'806'019'210'000}};

// What task_name_from() reads.
constexpr const char* name_template = "{policy}-{slot:%Y%m%dT%H%M%S}-{desktop_id}-{disk}";

PlannedPolicy make_policy(Dice& dice, std::size_t number) {
    PlannedPolicy planned;
    const bool daily = dice.chance(20);
    std::string zone_name = "UTC";
    std::string cron;
    if (daily) {
        zone_name = "Europe/Berlin";
        cron = fmt::format("{} 2 * * *", dice.below(60));
    } else {
        planned.every_hours = dice.one_of<std::uint32_t>({2, 3, 4, 6, 12});
        planned.minute = static_cast<std::uint32_t>(dice.below(60));
        cron = fmt::format("{} */{} * * *", planned.minute, planned.every_hours);
        planned.grids.push_back(
            {std::chrono::hours{planned.every_hours}, core::WallTime{std::chrono::minutes{planned.minute}}});
    }
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(zone_name, &zone)) zone = absl::UTCTimeZone();
    core::Schedule schedule{core::CronExpression::parse(cron).value(), cron, zone, zone_name};
    schedule.catch_up = dice.chance(70) ? core::CatchUp::latest : core::CatchUp::none;
    schedule.catch_up_within = dice.between(30min, 12h);
    core::Policy made{number == 0 ? "nightly" : "hourly", {}, {}, std::move(schedule), {}, "plan"};
    made.select = core::select_names({"*"});
    made.rules.window = dice.spread_between(10min, 3h);
    made.rules.spread = dice.chance(50) ? made.rules.window / 3 : Millis{0};
    made.rules.completion = dice.between(1h, 4h);
    made.rules.retry.attempts = static_cast<std::uint32_t>(1 + dice.below(4));
    made.rules.overlap =
        dice.one_of({core::Overlap::queue, core::Overlap::queue, core::Overlap::skip, core::Overlap::replace});
    made.rules.name_template = name_template;
    made.rules.description_template = "nightly backup of {desktop_name}";
    made.rules.timezone = "UTC";
    planned.policy = std::make_shared<const core::Policy>(std::move(made));
    return planned;
}

// --- what a schedule can say beyond one cron expression

// Cron's `*/n` and a grid are the same instants where n divides the day.
core::Recurrence as_grid(const PlannedGrid& grid) {
    const core::FixedGrid steps{std::chrono::duration_cast<std::chrono::seconds>(grid.every),
                                std::chrono::floor<std::chrono::seconds>(grid.anchor)};
    return core::grid_recurrence(steps, absl::UTCTimeZone());
}

PlannedGrid draw_grid(Dice& dice) {
    const core::Millis every = std::chrono::hours{dice.one_of<int>({5, 7, 9})};
    return {every, core::WallTime{std::chrono::minutes{dice.below(300)}}};
}

// One or two stretches of one to three days after the first day, a day apart at least.
std::set<std::chrono::sys_days> draw_closed_days(Dice& dice, core::WallTime start) {
    std::set<std::chrono::sys_days> closed;
    auto day = std::chrono::floor<std::chrono::days>(start) + std::chrono::days{1 + dice.below(3)};
    for (std::uint64_t stretch = 0; stretch <= dice.below(2); ++stretch) {
        const std::uint64_t length = 1 + dice.below(3);
        for (std::uint64_t i = 0; i < length; ++i)
            closed.insert(day + std::chrono::days{i});
        day += std::chrono::days{length + 1};
    }
    return closed;
}

core::CalendarRules except_on(const std::set<std::chrono::sys_days>& closed, core::WhenTaken then) {
    std::vector<core::CalendarSpan> spans;
    for (const auto day : closed)
        spans.push_back({day, day + std::chrono::days{1}, "closed"});
    auto calendar = std::make_shared<const core::Calendar>("closed-days", absl::UTCTimeZone(), std::move(spans),
                                                           std::vector<core::WeeklyWindow>{});
    return core::CalendarRules{{}, {{std::move(calendar), then}}};
}

void widen(Dice& dice, core::WallTime start, PlannedPolicy& planned) {
    core::Policy made = *planned.policy;
    std::vector<core::Recurrence> recurrences = made.schedule.timetable.recurrences();
    core::CalendarRules calendars;
    if (dice.chance(30) && !planned.grids.empty()) recurrences.front() = as_grid(planned.grids.front());
    if (dice.chance(25) && !planned.grids.empty()) {
        planned.grids.push_back(draw_grid(dice));
        recurrences.push_back(as_grid(planned.grids.back()));
    }
    if (dice.chance(30)) {
        planned.closed = draw_closed_days(dice, start);
        planned.then = dice.one_of({core::WhenTaken::skip, core::WhenTaken::before, core::WhenTaken::after});
        calendars = except_on(planned.closed, planned.then);
    }
    if (dice.chance(25)) made.schedule.on_enable = core::OnEnable::run;
    made.schedule.timetable = core::Timetable(std::move(recurrences), std::move(calendars));
    planned.policy = std::make_shared<const core::Policy>(std::move(made));
}

simulation::CloudFaults make_faults(Dice& dice) {
    simulation::CloudFaults faults;
    const auto maybe = [&](double& fault, double most) {
        if (dice.chance(50)) fault = dice.percent(most);
    };
    faults.latency_most = dice.between(60ms, 3s);
    maybe(faults.lost_before_effect, 15);
    maybe(faults.lost_after_effect, 25);
    maybe(faults.late_effect, 8);
    faults.late_most = dice.spread_between(2s, 14min);
    maybe(faults.server_error, 10);
    maybe(faults.server_error_with_effect, 15);
    faults.server_error_names_wait = dice.chance(50) ? 50 : 0;
    faults.silence = dice.chance(50) ? 40 : 0;
    maybe(faults.read_error, 10);
    maybe(faults.desktop_lists, 30);
    faults.newest_first = dice.chance(50);
    faults.shuffled = dice.chance(30);
    faults.page = dice.one_of<std::size_t>({2, 5, 20, 100});
    maybe(faults.snapshot_fails, 15);
    if (dice.chance(20)) faults.snapshot_hangs = dice.percent(3);
    faults.snapshot_least = dice.between(500ms, 5s);
    faults.snapshot_most = faults.snapshot_least + dice.spread_between(1s, 20min);
    if (dice.chance(70)) faults.list_lag = dice.spread_between(200ms, 12s);
    if (dice.chance(15)) faults.description_cut = dice.below(60);
    if (dice.chance(50)) faults.throttle_names = dice.between(200ms, 20s);
    return faults;
}

struct KindRule {
    IncidentKind kind;
    const char* words;
    std::uint64_t weight;
    Millis least;
    Millis most;
};

// In the order of the kinds.
constexpr KindRule kind_rules[] = {
    {IncidentKind::crash, "crash", 30, 1s, 4h},
    {IncidentKind::crash_older, "crash, older ledger", 6, 1s, 2h},
    {IncidentKind::crash_lost, "crash, ledger lost", 4, 1s, 2h},
    {IncidentKind::stop, "stop", 6, 1s, 6h},
    {IncidentKind::suspend, "suspend", 6, 1s, 10h},
    {IncidentKind::step_wall, "clock wrong", 6, 30s, 6h},
    {IncidentKind::reload_remove, "policy out", 3, 10s, 20h},
    {IncidentKind::reload_rename, "policy renamed", 2, 10min, 20h},
    {IncidentKind::reload_same, "reload", 2, 1s, 2s},
    {IncidentKind::manual_run, "manual run", 4, 1s, 2s},
    {IncidentKind::second_daemon, "second daemon", 3, 1min, 8h},
    {IncidentKind::cloud_down, "cloud down", 8, 5s, 3h},
    {IncidentKind::reads_fail, "reads fail", 5, 30s, 1h},
    {IncidentKind::forbidden, "forbidden", 3, 1min, 3h},
    {IncidentKind::credentials_expire, "credentials expired", 3, 1min, 2h},
    {IncidentKind::throttle, "throttled", 6, 1min, 2h},
    {IncidentKind::ledger_full, "ledger full", 6, 1s, 2h},
    {IncidentKind::ledger_torn, "ledger torn", 4, 1s, 10min},
    {IncidentKind::ledger_unread, "ledger unread", 2, 1s, 10min},
    {IncidentKind::desktop_state, "desktop state", 12, 30s, 8h},
    {IncidentKind::desktop_gone, "desktop gone", 4, 1min, 20h},
    {IncidentKind::desktop_comes, "desktop comes", 2, 1s, 2s},
    {IncidentKind::user_deletes, "user deletes", 6, 1s, 2s},
    {IncidentKind::foreign_snapshot, "disk busy", 8, 30s, 2h},
    {IncidentKind::listing_lag, "listing lag", 4, 1min, 1h},
    {IncidentKind::reload_observe, "policy observes", 0, 1s, 20h},  // this one and the next are drawn for themselves
    {IncidentKind::pause, "paused", 0, 1s, 20h},
    {IncidentKind::desktops_sleep, "desktops sleep", 0, 1s, 2s},  // and so are these
    {IncidentKind::person_comes, "person comes", 0, 1s, 8h},
    {IncidentKind::power_forbidden, "power forbidden", 0, 1min, 5h},
    {IncidentKind::approval, "approved", 0, 1s, 2s},
};

// Most incidents come where work is: a little before a slot until some minutes after.
Millis moment(Dice& dice, const Plan& plan) {
    const Millis any = dice.between(1min, plan.trouble - 1h);
    if (dice.chance(25)) return any;
    const PlannedPolicy& planned = plan.policies[dice.below(plan.policies.size())];
    if (planned.every_hours == 0) return any;
    const Millis period = std::chrono::hours{planned.every_hours};
    const Millis since_midnight = (plan.start - std::chrono::floor<std::chrono::days>(plan.start));
    const Millis slot = any / period * period + std::chrono::minutes{planned.minute} - since_midnight;
    return std::max(Millis{30s}, slot - Millis{30s} + dice.spread_between(15s, 16min));
}

// Resumed by hand, unless its time is over before.
Incident make_pause(Dice& dice, const Plan& plan) {
    Incident pause;
    pause.kind = IncidentKind::pause;
    pause.at = moment(dice, plan);
    pause.lasts = dice.spread_between(10s, 20h);
    pause.amount = dice.chance(50) ? Millis{0} : dice.spread_between(10s, 4h);
    pause.count = dice.below(3);
    pause.which = dice.below(1'000'000);
    return pause;
}

Incident make_observation(Dice& dice, const Plan& plan) {
    Incident observation;
    observation.kind = IncidentKind::reload_observe;
    observation.at = moment(dice, plan);
    observation.lasts = dice.spread_between(10s, 20h);
    observation.which = dice.below(1'000'000);
    return observation;
}

// Some policies have hibernated desktops woken, and there are some.
void add_waking(Dice& dice, Plan& plan) {
    plan.wakes = true;
    plan.awake = dice.one_of<std::uint32_t>({1, 3, 50, 50});
    const bool all = dice.chance(50);
    for (PlannedPolicy& planned : plan.policies) {
        const bool chosen = all || &planned == &plan.policies.front();
        if (!chosen) continue;
        core::Policy made = *planned.policy;
        made.rules.states.hibernated = core::Hibernated::wake;
        planned.policy = std::make_shared<const core::Policy>(std::move(made));
    }
    const auto add = [&](IncidentKind kind, Millis at, Millis lasts) {
        Incident incident;
        incident.kind = kind;
        incident.at = at;
        incident.lasts = lasts;
        incident.count = dice.below(101);
        incident.which = dice.below(1'000'000);
        plan.incidents.push_back(incident);
    };
    plan.faults.power_most = plan.faults.power_least + dice.spread_between(2s, 100s);
    for (std::uint64_t night = 0; night <= 2 + dice.below(8); ++night)
        add(IncidentKind::desktops_sleep, dice.between(30s, plan.trouble - 1h), 1s);
    for (std::uint64_t visit = 0; visit < dice.below(6); ++visit)
        add(IncidentKind::person_comes, moment(dice, plan), dice.spread_between(10s, 8h));
    if (dice.chance(15)) add(IncidentKind::power_forbidden, moment(dice, plan), dice.spread_between(1min, 5h));
}

Incident make_incident(Dice& dice, const Plan& plan) {
    std::uint64_t total = 0;
    for (const KindRule& rule : kind_rules)
        total += rule.weight;
    std::uint64_t drawn = dice.below(total);
    const KindRule* chosen = std::begin(kind_rules);
    while (drawn >= chosen->weight)
        drawn -= chosen++->weight;
    Incident incident;
    incident.kind = chosen->kind;
    incident.at = moment(dice, plan);
    incident.lasts = dice.spread_between(chosen->least, chosen->most);
    incident.count = dice.below(200);
    incident.which = dice.below(1'000'000);
    incident.amount = dice.spread_between(1s, 30min);
    if (chosen->kind == IncidentKind::step_wall) {
        incident.amount = dice.spread_between(30s, 3h);
        if (dice.chance(20)) incident.amount = std::chrono::days{365 * 73};
        if (dice.chance(50)) incident.amount = -incident.amount;
    }
    if (chosen->kind == IncidentKind::throttle) incident.count = 1 + dice.below(4);
    if (chosen->kind == IncidentKind::listing_lag) incident.amount = dice.spread_between(1s, 40s);
    return incident;
}

}  // namespace

const char* text(IncidentKind kind) {
    return kind_rules[static_cast<std::size_t>(kind)].words;
}

std::string text(const Incident& incident) {
    return fmt::format("{} at {} for {} (amount {}, count {}, which {})", text(incident.kind),
                       core::duration_text(incident.at), core::duration_text(incident.lasts),
                       core::duration_text(incident.amount), incident.count, incident.which);
}

Plan plan_from(std::uint64_t seed) {
    Dice dice(seed);
    Plan plan;
    plan.seed = seed;
    plan.start = november;
    plan.trouble = std::chrono::days{6};
    plan.calm = std::chrono::days{1};
    plan.sites = dice.chance(20) ? 2 : 1;
    plan.desktops = 2 + dice.below(5);
    plan.requests_per_second = dice.one_of<std::uint32_t>({2, 10, 100});
    plan.in_flight = dice.one_of<std::uint32_t>({1, 4, 32});
    if (dice.chance(40)) plan.ledger_delay = dice.spread_between(1ms, 3s);
    plan.faults = make_faults(dice);
    const std::size_t policies = 1 + dice.below(2);
    for (std::size_t number = 0; number < policies; ++number)
        plan.policies.push_back(make_policy(dice, number));
    const bool local_days = std::any_of(plan.policies.begin(), plan.policies.end(),
                                        [](const PlannedPolicy& planned) { return planned.every_hours == 0; });
    if (local_days && dice.chance(60)) plan.start = dice.chance(50) ? before_autumn : before_spring;
    const std::uint64_t incidents = dice.below(25);
    for (std::uint64_t number = 0; number < incidents; ++number)
        plan.incidents.push_back(make_incident(dice, plan));
    if (dice.chance(8)) {  // the first start ever, with a wrong clock
        Incident wrong;
        wrong.kind = IncidentKind::step_wall;
        wrong.lasts = dice.spread_between(1min, 3h);
        wrong.amount = dice.chance(50) ? Millis{std::chrono::days{365 * 73}} : dice.spread_between(10min, 30h);
        if (dice.chance(30)) wrong.amount = -wrong.amount;
        plan.incidents.push_back(wrong);
    }
    // Numbers of their own, so that what was drawn before stays what it was.
    Dice further(seed + 0x5c4ed01e);
    for (PlannedPolicy& planned : plan.policies)
        widen(further, plan.start, planned);
    if (further.chance(30)) {
        const std::uint64_t pauses = 1 + further.below(3);
        for (std::uint64_t number = 0; number < pauses; ++number)
            plan.incidents.push_back(make_pause(further, plan));
    }
    if (further.chance(12)) plan.incidents.push_back(make_observation(further, plan));
    draw_turns(plan);
    Dice waking(seed + 0x3a4eb0a7);
    if (waking.chance(25)) add_waking(waking, plan);
    draw_promises(plan);
    draw_zones(plan);
    std::sort(plan.incidents.begin(), plan.incidents.end(),
              [](const Incident& one, const Incident& other) { return one.at < other.at; });
    return plan;
}

Plan quiet_plan(const std::string& cron, Millis window) {
    Plan plan;
    plan.seed = 1;
    plan.start = november;
    core::Schedule schedule{core::CronExpression::parse(cron).value(), cron, absl::UTCTimeZone(), "UTC"};
    core::Policy made{"nightly", {}, {}, std::move(schedule), {}, "plan"};
    made.select = core::select_names({"*"});
    made.rules.window = window;
    made.rules.name_template = name_template;
    made.rules.timezone = "UTC";
    PlannedPolicy planned;
    planned.policy = std::make_shared<const core::Policy>(std::move(made));
    plan.policies.push_back(std::move(planned));
    return plan;
}

std::shared_ptr<const core::Policy> observing(const core::Policy& policy) {
    core::Policy other = policy;
    other.mode = core::Mode::observe;
    return std::make_shared<const core::Policy>(std::move(other));
}

std::shared_ptr<const core::Policy> renamed(const core::Policy& policy, const std::string& name) {
    core::Policy other = policy;
    other.name = name;
    return std::make_shared<const core::Policy>(std::move(other));
}

}  // namespace ecdsnap::tests
