#include "simulation/stage.hpp"

#include "core/task/decision_text.hpp"
#include "core/text/duration_text.hpp"
#include "simulation/planned_turns.hpp"
#include "simulation/planned_zones.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t most_steps = 30'000'000;
constexpr core::Millis restart_after = 5s;  // as the unit says

absl::TimeZone zone_of(const std::string& name) {
    absl::TimeZone zone;
    return absl::LoadTimeZone(name, &zone) ? zone : absl::UTCTimeZone();
}

// Whether the host's clock is set, or the host sleeps.
bool clocks_change(const Plan& plan) {
    return std::any_of(plan.incidents.begin(), plan.incidents.end(), [](const Incident& incident) {
        return incident.kind == IncidentKind::step_wall || incident.kind == IncidentKind::suspend;
    });
}

}  // namespace

Stage::Stage(const Plan& plan, Telling telling)
    : plan_(plan),
      cloud_random_(simulation::SeededRandom(~plan.seed).next()),
      engine_random_(simulation::SeededRandom(~plan.seed).next() + 1),
      time_(plan.start),
      trace_(time_, telling == Telling::yes),
      checker_(plan, time_, trace_) {
    add_sites();
    events_.push_back(std::make_unique<Events>(checker_, "first"));
    daemon_ = std::make_unique<simulation::SimulatedDaemon>(time_, *events_.back(), engine_random_, "first");
    daemon_->settings.zone = zone_of;
    if (trace_.wanted())
        daemon_->settings.on_decision = [this](const core::Decision& decision) {
            if (const std::string told = core::decision_text(decision); !told.empty()) trace_.add("first", told);
        };
    if (!clocks_change(plan)) daemon_->settings.look_at_clock_every = 10min;  // there is nothing to see
    daemon_->ledger_delay = plan.ledger_delay;
    daemon_->on_open_ledger = [this](simulation::MemoryLedger& ledger) { open_ledger(ledger); };
    add_sites_to(*daemon_);
    checker_.watch_host("first", *daemon_);
}

Stage::~Stage() = default;

void Stage::add_sites() {
    constexpr const char* regions[] = {"cn-hangzhou", "cn-shanghai"};
    for (std::size_t place = 0; place < plan_.sites; ++place) {
        Site site{core::SiteId{"main", regions[place]},
                  std::make_unique<simulation::SimulatedCloud>(time_, cloud_random_)};
        site.cloud->faults = plan_.faults;
        site.cloud->truth.id_prefix = place == 0 ? "s-h" : "s-s";
        for (std::size_t number = 0; number < plan_.desktops; ++number)
            add_desktop(site, number);
        checker_.watch_cloud(site.id, *site.cloud);
        sites_.push_back(std::move(site));
    }
}

std::string Stage::desktop_id(const Site& site, std::size_t number) const {
    return fmt::format("ecd-{}{:02}", site.id.region == "cn-shanghai" ? "s" : "h", number);
}

void Stage::add_desktop(Site& site, std::size_t number) {
    core::Desktop desktop;
    desktop.id = desktop_id(site, number);
    desktop.name = fmt::format("desk {}", number);
    desktop.office_site_id = number % 2 == 0 ? "office-a" : "office-b";
    desktop.status = resting_status(plan_, number);
    desktop.session = resting_session(plan_, number);
    desktop.tags = resting_tags(plan_, number);
    checker_.note_state(desktop.id, desktop.status);
    desktop.has_data_disk = plan_.data_disks && number % 2 == 1;
    site.cloud->truth.desktops.emplace(desktop.id, desktop);
}

void Stage::add_sites_to(simulation::SimulatedDaemon& daemon) {
    core::SiteLimits limits;
    limits.requests_per_second = plan_.requests_per_second;
    limits.in_flight = plan_.in_flight;
    limits.awake = plan_.awake;
    for (Site& site : sites_)
        daemon.add_site(site.id, *site.cloud, limits);
}

void Stage::open_ledger(simulation::MemoryLedger& ledger) {
    ledger.fail_reads(ledger_unread_);
    ledger.decide_faults([this](std::uint64_t, simulation::MemoryLedger::Changes) {
        if (ledger_full_) return simulation::CommitFault::refused;
        if (ledger_torn_ && dice().chance(40))
            return dice().chance(50) ? simulation::CommitFault::torn_answer : simulation::CommitFault::refused;
        return simulation::CommitFault::none;
    });
}

engine::Policies Stage::policies_in_force() const {
    engine::Policies policies;
    for (std::size_t place = 0; place < plan_.policies.size(); ++place) {
        auto policy = plan_.policies[place].policy;
        bool out = false;
        for (std::size_t number = 0; number < plan_.incidents.size(); ++number) {
            const Incident& incident = plan_.incidents[number];
            if (!active_[number] || incident.which % plan_.policies.size() != place) continue;
            if (incident.kind == IncidentKind::reload_remove) out = true;
            if (incident.kind == IncidentKind::reload_rename) policy = renamed(*policy, "renamed");
            if (incident.kind == IncidentKind::reload_observe) policy = observing(*policy);
        }
        if (!out) policies.push_back(std::move(policy));
    }
    return policies;
}

// --- the daemon's host
// -------------------------------------------------------------------------------------------------------

void Stage::start() {
    trace_.add("first", "starts");
    daemon_->start(policies_in_force());
    host_state_ = HostState::up;
    reload_wanted_ = false;
    checker_.note_start("first");
    for (Forgotten& span : checker_.host("first").forgotten)
        if (span.recovered == core::WallTime{}) span.recovered = time_.wall();
}

void Stage::go_down(core::Millis lasts) {
    host_state_ = HostState::down;
    checker_.note_trouble(lasts);
    time_.at(time_.now() + lasts, [this] {
        if (host_state_ == HostState::down) start();
    });
}

void Stage::crash() {
    ++crashes_;
    crash_at_ = 0;
    const Incident incident = crash_ ? plan_.incidents[*crash_] : Incident{};  // none: the sweep's
    trace_.add("first", "is killed");
    daemon_->kill();
    HostRecord& host = checker_.host("first");
    if (incident.kind == IncidentKind::crash_lost) {
        checker_.note_history(*daemon_->disk, Checker::History::passing);
        trace_.add("first", "its ledger is lost");
        *daemon_->disk = simulation::LedgerState{};
        host.forget(plan_.start - std::chrono::days{1}, time_.wall());
    } else if (incident.kind == IncidentKind::crash_older) {
        const LedgerCopy& copy = copies_.at(*crash_);
        checker_.note_history(*daemon_->disk, Checker::History::passing);
        trace_.add("first", "its ledger is replaced by an older copy");
        daemon_->restore(copy.state);
        host.forget(copy.made, time_.wall());
    }
    crash_.reset();
    go_down(std::max(incident.lasts, restart_after));
}

void Stage::look_after_host() {
    if (crash_at_ != 0 && host_state_ != HostState::down && daemon_->clock().steps() >= crash_at_) return crash();
    if (host_state_ == HostState::stopping && !daemon_->running()) {
        trace_.add("first", "has stopped");
        daemon_->kill();
        return go_down(down_for_);
    }
    if (host_state_ != HostState::up) return;
    if (daemon_->start_result() && daemon_->start_result()->has_error()) {
        trace_.add("first", "could not start: " + core::describe(daemon_->start_result()->error()));
        daemon_->kill();
        return go_down(restart_after);
    }
    if (reload_wanted_ && daemon_->started()) {
        reload_wanted_ = false;
        trace_.add("first", "reloads");
        daemon_->reload(policies_in_force());
    }
}

// --- a run
// -------------------------------------------------------------------------------------------------------------------

void Stage::play_until(core::SteadyTime until) {
    while (checker_.violations().empty() && time_.step(until)) {
        look_after_host();
        if (++steps_ == most_steps) throw std::runtime_error("this run does not come to an end");
    }
}

void Stage::end_trouble() {
    trace_.add("stage", "from here on everything is well");
    trouble_over_ = true;
    crash_at_ = 0;
    crash_.reset();
    active_.assign(active_.size(), false);
    for (auto& second : seconds_)
        second->kill();
    for (auto& [id, away] : away_)
        sites_[away.first].cloud->truth.desktops[id] = away.second;
    set_conditions();
    for (Site& site : sites_) {
        simulation::CloudFaults well;
        well.page = plan_.faults.page;
        well.list_lag = std::min<core::Millis>(plan_.faults.list_lag, 3s);
        site.cloud->faults = well;
        for (auto& [id, desktop] : site.cloud->truth.desktops) {
            desktop.status = core::DesktopStatus::running;
            desktop.management = core::Management::none;
            checker_.note_state(id, desktop.status);
            if (plan_.wakes) desktop.session = core::Session::none;
        }
        if (plan_.wakes) put_to_sleep(site, 50);
    }
    set_clock(core::Millis{0});
    for (const core::PauseKey& key : paused_)
        resume(key);
    checker_.host("first").observed.clear();
    reload();
    if (host_state_ == HostState::down) start();
}

RunResult Stage::run() {
    RunResult result;
    try {
        active_.assign(plan_.incidents.size(), false);
        plan_incidents();
        start();
        play_until(after(plan_.trouble));
        if (checker_.violations().empty()) {
            host_steps_of_trouble_ = daemon_->clock().steps();
            end_trouble();
            const core::WallTime over = time_.wall();
            play_until(after(plan_.trouble + plan_.calm));
            if (checker_.violations().empty()) {
                checker_.note_history(*daemon_->disk, Checker::History::last);
                checker_.check_end(over);
            }
        }
    } catch (const std::exception& failure) {
        Violation broken{"broken", failure.what(), time_.wall()};
        result.violations.push_back(std::move(broken));
    }
    for (const Violation& violation : checker_.violations())
        result.violations.push_back(violation);
    result.trace = trace_.lines();
    result.steps = steps_;
    result.crashes = crashes_;
    result.duplicates_excused = checker_.duplicates_excused();
    result.tasks = checker_.tasks();
    result.done = checker_.done();
    result.host_steps_of_trouble = host_steps_of_trouble_;
    for (const Site& site : sites_) {
        result.creates += site.cloud->creates;
        result.reads += site.cloud->reads;
    }
    return result;
}

RunResult play(const Plan& plan, Telling telling) {
    Stage stage(plan, telling);
    return stage.run();
}

}  // namespace ecdsnap::tests
