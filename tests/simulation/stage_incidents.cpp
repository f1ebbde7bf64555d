// What each kind of incident does when it begins and when it ends.
#include "core/text/duration_text.hpp"
#include "simulation/planned_turns.hpp"
#include "simulation/stage.hpp"

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <exception>
#include <utility>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;

constexpr core::Millis aftermath = 1h;  // how long an incident may explain what was not done

}  // namespace

void Stage::plan_incidents() {
    for (std::size_t number = 0; number < plan_.incidents.size(); ++number) {
        const Incident& incident = plan_.incidents[number];
        if (incident.kind == IncidentKind::crash_older) {
            time_.at(after(std::max(core::Millis{0}, incident.at - incident.amount)), [this, number] {
                copies_[number] = LedgerCopy{*daemon_->disk, time_.wall()};
            });
        }
        if (incident.at == core::Millis{0})
            begin(number);
        else
            time_.at(after(incident.at), [this, number] {
                if (!trouble_over_) begin(number);
            });
        time_.at(after(incident.at + incident.lasts), [this, number] {
            if (!trouble_over_) end(number);
        });
    }
}

void Stage::begin(std::size_t number) {
    const Incident& incident = plan_.incidents[number];
    trace_.add("stage", text(incident));
    const bool harmless = incident.kind == IncidentKind::desktop_comes || incident.kind == IncidentKind::approval;
    if (!harmless) checker_.note_trouble(incident.lasts + aftermath);
    active_[number] = true;
    switch (incident.kind) {
        case IncidentKind::crash:
        case IncidentKind::crash_older:
        case IncidentKind::crash_lost:
        case IncidentKind::stop:
        case IncidentKind::suspend:
        case IncidentKind::step_wall: return begin_on_host(number);
        case IncidentKind::reload_remove:
        case IncidentKind::reload_rename: checker_.note_policy_change(); [[fallthrough]];
        case IncidentKind::reload_observe:
        case IncidentKind::reload_same: return reload();
        case IncidentKind::manual_run: return run_by_hand(incident);
        case IncidentKind::pause: return pause(incident);
        case IncidentKind::approval: return approve(incident);
        case IncidentKind::second_daemon: return start_second(incident);
        case IncidentKind::desktop_state:
        case IncidentKind::desktop_gone:
        case IncidentKind::desktop_comes:
        case IncidentKind::user_deletes:
        case IncidentKind::person_comes:
        case IncidentKind::foreign_snapshot: return begin_on_desktop(incident);
        case IncidentKind::desktops_sleep: return put_to_sleep(site_of(incident), incident.count);
        default: return set_conditions();
    }
}

void Stage::begin_on_host(std::size_t number) {
    const Incident& incident = plan_.incidents[number];
    switch (incident.kind) {
        case IncidentKind::stop:
            if (host_state_ != HostState::up || !daemon_->started()) return;
            down_for_ = incident.lasts;
            host_state_ = HostState::stopping;
            return daemon_->stop();
        case IncidentKind::suspend:
            checker_.host("first").wakes = time_.wall() + incident.lasts;
            return daemon_->clock().suspend_until(time_.now() + incident.lasts);
        case IncidentKind::step_wall: return set_clock(incident.amount);
        default:
            if (crash_ || host_state_ == HostState::down) return;
            crash_ = number;
            crash_at_ = daemon_->clock().steps() + incident.count;
    }
}

void Stage::end(std::size_t number) {
    const Incident& incident = plan_.incidents[number];
    active_[number] = false;
    switch (incident.kind) {
        case IncidentKind::step_wall: return set_clock(core::Millis{0});
        case IncidentKind::reload_remove:
        case IncidentKind::reload_rename: return reload();
        case IncidentKind::reload_observe: checker_.host("first").observed.clear(); return reload();
        case IncidentKind::pause: return resume(pause_key(incident));
        case IncidentKind::second_daemon:
            for (auto& second : seconds_)
                second->kill();
            return;
        case IncidentKind::desktop_state:
            if (core::Desktop* desktop = desktop_of(incident)) rest(incident, *desktop);
            return;
        case IncidentKind::person_comes:
            if (const core::Desktop* desktop = desktop_of(incident))
                site_of(incident).cloud->truth.disconnect(desktop->id);
            return;
        case IncidentKind::desktops_sleep: return;
        case IncidentKind::desktop_gone:
            for (auto& [id, away] : std::exchange(away_, {})) {
                away.second.status = core::DesktopStatus::running;
                away.second.management = core::Management::none;
                checker_.note_state(id, away.second.status);
                sites_[away.first].cloud->truth.desktops[id] = away.second;
            }
            return;
        default: return set_conditions();
    }
}

// The clouds and the disk as all incidents together have it.
void Stage::set_conditions() {
    simulation::CloudFaults faults = plan_.faults;
    ledger_full_ = ledger_torn_ = ledger_unread_ = false;
    for (std::size_t number = 0; number < plan_.incidents.size(); ++number) {
        if (!active_[number]) continue;
        const Incident& incident = plan_.incidents[number];
        switch (incident.kind) {
            case IncidentKind::cloud_down: faults.down = true; break;
            case IncidentKind::reads_fail: faults.read_error = 85; break;
            case IncidentKind::forbidden: faults.forbidden = true; break;
            case IncidentKind::credentials_expire: faults.credentials_expired = true; break;
            case IncidentKind::throttle:
                faults.creates_per_second = static_cast<double>(incident.count) / 2;
                faults.reads_per_second = static_cast<double>(incident.count) * 2;
                break;
            case IncidentKind::listing_lag: faults.list_lag += incident.amount; break;
            case IncidentKind::power_forbidden: faults.power_forbidden = true; break;
            case IncidentKind::ledger_full: ledger_full_ = true; break;
            case IncidentKind::ledger_torn: ledger_torn_ = true; break;
            case IncidentKind::ledger_unread: ledger_unread_ = true; break;
            default: break;
        }
    }
    for (Site& site : sites_)
        site.cloud->faults = faults;
    if (host_state_ != HostState::down) daemon_->ledger().fail_reads(ledger_unread_);
}

void Stage::set_clock(core::Millis offset) {
    const core::Millis by = offset - daemon_->clock().wall_offset();
    if (by == core::Millis{0}) return;
    trace_.add("stage", "the wall clock is set by " + core::duration_text(by));
    daemon_->clock().step_wall(by);
    checker_.host("first").clock_set = time_.wall();
}

void Stage::reload() {
    reload_wanted_ = true;  // once the daemon is up
}

void Stage::run_by_hand(const Incident& incident) {
    if (host_state_ != HostState::up || !daemon_->started()) return;
    const std::string name = plan_.policies[incident.which % plan_.policies.size()].policy->name;
    auto on_end = [](std::exception_ptr failure, core::Result<std::int64_t>) {
        if (failure) std::rethrow_exception(failure);
    };
    boost::asio::co_spawn(daemon_->clock().context(), daemon_->engine().run(name), on_end);
}

core::PauseKey Stage::pause_key(const Incident& incident) const {
    if (incident.count == 1)
        return {core::PauseScope::policy, plan_.policies[incident.which % plan_.policies.size()].policy->name};
    if (incident.count == 2) return {core::PauseScope::site, core::text(sites_[incident.which % sites_.size()].id)};
    return {};
}

void Stage::pause(const Incident& incident) {
    if (host_state_ != HostState::up || !daemon_->started()) return;
    core::Pause wanted;
    wanted.key = pause_key(incident);
    wanted.until = std::min(time_.wall() + incident.lasts + incident.amount, plan_.start + plan_.trouble);
    wanted.by = "root";
    wanted.reason = "maintenance";
    checker_.note_trouble(wanted.until + aftermath - time_.wall());
    paused_.insert(wanted.key);
    checker_.note_pause_left("first", wanted.key);
    checker_.note_pause_asked(wanted.key);
    checker_.host("first").paused.erase(wanted.key);  // the one before may be changed without an answer
    auto on_end = [](std::exception_ptr failure, core::Result<core::Pause>) {
        if (failure) std::rethrow_exception(failure);
    };
    boost::asio::co_spawn(daemon_->clock().context(), daemon_->engine().pause(std::move(wanted)), on_end);
}

void Stage::resume(const core::PauseKey& key) {
    if (host_state_ != HostState::up || !daemon_->started()) return;
    checker_.note_pause_left("first", key);
    checker_.host("first").paused.erase(key);  // also when the answer is lost
    auto on_end = [](std::exception_ptr failure, core::Result<core::Pause>) {
        if (failure) std::rethrow_exception(failure);
    };
    boost::asio::co_spawn(daemon_->clock().context(), daemon_->engine().resume(key, "root"), on_end);
}

void Stage::approve(const Incident& incident) {
    if (host_state_ != HostState::up || !daemon_->started()) return;
    const std::string name = plan_.policies[incident.which % plan_.policies.size()].policy->name;
    std::optional<std::uint32_t> up_to;
    if (incident.count > 0) up_to = static_cast<std::uint32_t>(incident.count - 1);
    checker_.note_approval_asked(name, up_to);
    auto on_end = [this, name, up_to](std::exception_ptr failure, const core::Result<core::Approval>& answer) {
        if (failure) std::rethrow_exception(failure);
        checker_.note_approval_answer(name, up_to, answer);
    };
    boost::asio::co_spawn(daemon_->clock().context(), daemon_->engine().approve(name, up_to, "root"), on_end);
}

void Stage::start_second(const Incident& incident) {
    const std::string host = fmt::format("other{}", seconds_.size() + 1);
    events_.push_back(std::make_unique<Events>(checker_, host));
    auto second = std::make_unique<simulation::SimulatedDaemon>(time_, *events_.back(), engine_random_, host);
    second->settings.zone = daemon_->settings.zone;
    add_sites_to(*second);
    if (incident.count % 2 == 1) second->restore(*daemon_->disk);
    checker_.watch_host(host, *second);
    if (incident.count % 2 == 1) checker_.host(host).approvals = checker_.host("first").approvals;
    checker_.note_start(host);
    second->start(policies_in_force());
    seconds_.push_back(std::move(second));
}

// --- desktops
// ----------------------------------------------------------------------------------------------------------------

core::Desktop* Stage::desktop_of(const Incident& incident) {
    Site& site = site_of(incident);
    const auto place = site.cloud->truth.desktops.find(desktop_id(site, incident.which / 7 % plan_.desktops));
    return place == site.cloud->truth.desktops.end() ? nullptr : &place->second;
}

void Stage::rest(const Incident& incident, core::Desktop& desktop) {
    desktop.status = resting_status(plan_, incident.which / 7 % plan_.desktops);
    desktop.management = core::Management::none;
    checker_.note_state(desktop.id, desktop.status);
}

void Stage::change_state(const Incident& incident, core::Desktop& desktop) {
    constexpr core::DesktopStatus states[] = {core::DesktopStatus::starting,   core::DesktopStatus::stopping,
                                              core::DesktopStatus::stopped,    core::DesktopStatus::pending,
                                              core::DesktopStatus::hibernated, core::DesktopStatus::rebuilding,
                                              core::DesktopStatus::expired,    core::DesktopStatus::unknown};
    desktop.status = states[incident.count % std::size(states)];
    checker_.note_state(desktop.id, desktop.status);
    if (desktop.status == core::DesktopStatus::unknown) desktop.raw_status = "Dreaming";
    if (desktop.status == core::DesktopStatus::hibernated) {
        checker_.note_asleep(desktop.id);
        site_of(incident).cloud->truth.fall_asleep(desktop.id);
    }
    if (incident.count % 5 == 0) desktop.management = core::Management::updating;
}

void Stage::put_to_sleep(Site& site, std::uint64_t of_a_hundred) {
    std::uint64_t number = 0;
    for (const auto& [id, desktop] : site.cloud->truth.desktops) {
        const bool sleeps = number++ * 37 % 100 < of_a_hundred && desktop.session != core::Session::connected;
        if (!sleeps || desktop.status != core::DesktopStatus::running) continue;
        checker_.note_asleep(id);
        checker_.note_state(id, core::DesktopStatus::hibernated);
        site.cloud->truth.fall_asleep(id);
    }
}

void Stage::begin_on_desktop(const Incident& incident) {
    Site& site = site_of(incident);
    if (incident.kind == IncidentKind::desktop_comes) {
        add_desktop(site, 50 + incident.count);
        const std::string id = desktop_id(site, 50 + incident.count);
        if (!arrived_.insert(id).second) return;
        checker_.note_arrival(id);
        return checker_.note_absent(id);
    }
    core::Desktop* desktop = desktop_of(incident);
    if (desktop == nullptr) return;
    if (incident.kind == IncidentKind::desktop_state) return change_state(incident, *desktop);
    if (incident.kind == IncidentKind::person_comes) return site.cloud->truth.connect(desktop->id, time_.wall());
    auto& truth = site.cloud->truth;
    if (incident.kind == IncidentKind::desktop_gone) {
        if (truth.desktops.size() == 1) return;
        checker_.note_absent(desktop->id);
        checker_.note_state(desktop->id, core::DesktopStatus::deleted);
        away_[desktop->id] = {incident.which % sites_.size(), *desktop};
        truth.desktops.erase(std::string(desktop->id));
        return;
    }
    if (incident.kind == IncidentKind::foreign_snapshot) {
        const bool automatic = incident.count % 3 != 0;
        site.cloud->make_foreign_snapshot(desktop->id, core::DiskKind::system, incident.lasts,
                                          automatic ? core::SnapshotType::automatic : core::SnapshotType::user);
        return;
    }
    const auto& places = truth.of_desktop(desktop->id);
    if (!places.empty()) truth.remove(places.back());
}

}  // namespace ecdsnap::tests
