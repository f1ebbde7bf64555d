// What must be true of desktops that are woken for their snapshots and put back to sleep.
#include "core/text/utc_text.hpp"
#include "simulation/checker.hpp"
#include "simulation/event_fields.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;

// The last reading before a call that puts to sleep is at most 15 s old, and asked for a little earlier.
constexpr core::Millis seen_in_use = 25s;
constexpr std::size_t most_wakes = 60;  // of one desktop, in most_wakes_within
constexpr core::Millis most_wakes_within = 3h;
// After this long in the calm nothing of a desktop is unfinished any more …
constexpr core::Millis put_back_within = 6h;
// A snapshot that hangs for a day, and that no task follows any more, keeps nobody awake: it would do so for ever.
constexpr core::Millis hangs_after = 24h;
// When the last of it has ended, it is put back by then; with a call that fails, and one whose answer is lost.
constexpr core::Millis returns_within = 1h;
// … or it is told that something is: after six hours, and states are read once a minute.
constexpr core::Millis kept_told_within = 6h + 5min;

bool has(const simulation::PowerCall& call, const std::string& desktop_id) {
    return std::find(call.ids.begin(), call.ids.end(), desktop_id) != call.ids.end();
}

}  // namespace

void Checker::note_shown(const std::string& host, const core::Desktop& desktop, core::WallTime started) {
    if (desktop.status != core::DesktopStatus::hibernated) return;
    core::WallTime& newest = shown_asleep_[{host, desktop.id}];
    newest = std::max(newest, started);
}

// Its own last wake call for the desktop that may be why it is awake. A call that was not answered may act late, also
// when a later one was accepted meanwhile and somebody put the desktop to sleep again.
const simulation::PowerCall* Checker::last_wake(const Site& site, const std::string& host,
                                                const std::string& desktop_id) const {
    const auto& calls = site.cloud->truth.power_calls;
    const auto asleep = shown_asleep_.find({host, desktop_id});
    const auto found = std::find_if(calls.rbegin(), calls.rend(), [&](const simulation::PowerCall& call) {
        const bool accepted = call.told == simulation::CreateCall::Told::accepted;
        const core::Millis acts_within = accepted ? 5min : 21min;
        return call.change == simulation::PowerChange::wake && call.host == host && has(call, desktop_id) &&
               call.told != simulation::CreateCall::Told::refused &&
               (asleep == shown_asleep_.end() || asleep->second <= call.started + acts_within);
    });
    return found == calls.rend() ? nullptr : &*found;
}

void Checker::check_power(Site& site, const simulation::PowerCall& call) {
    const bool wakes = call.change == simulation::PowerChange::wake;
    trace_.add(call.host, fmt::format("{} #{} {}", wakes ? "WakeupDesktops" : "HibernateDesktops", call.number,
                                      fmt::join(call.ids, " ")));
    if (call.ids.empty() || call.ids.size() > (wakes ? 100U : 20U))
        violate("call of a wrong size", fmt::format("{} desktops", call.ids.size()));
    if (wakes) return check_wake(site, call);
    for (const std::string& id : call.ids)
        check_hibernate(site, call, id);
}

// No wake storm, and nothing is woken by who must not.
void Checker::check_wake(const Site& site, const simulation::PowerCall& call) {
    for (const std::string& id : call.ids) {
        auto& wakes = wakes_[id];
        wakes.push_back(time_.wall());
        if (wakes.size() > most_wakes && wakes[wakes.size() - most_wakes - 1] + most_wakes_within > time_.wall())
            violate("wake storm", fmt::format("more than {} wake calls for {}", most_wakes, id));
    }
    const HostRecord& host = hosts_.at(call.host);
    const bool all_observe = std::all_of(plan_.policies.begin(), plan_.policies.end(), [&](const auto& planned) {
        const bool wakes = planned.policy->rules.states.hibernated == core::Hibernated::wake;
        return !wakes || host.observed.contains(planned.policy->name);
    });
    if (all_observe && !policies_changed_) violate("woken while observed", call.ids.front());
    const auto everything = host.paused.find(core::PauseKey{});
    if (everything != host.paused.end() && time_.wall() + clock_tolerance < everything->second)
        violate("woken while paused", call.ids.front());
    if (!host.forgotten.empty()) return;  // it may not know of what is awake
    std::set<std::string> awake(call.ids.begin(), call.ids.end());
    for (const auto& [id, power] : site.cloud->truth.power) {
        if (!power.woken_by) continue;
        const simulation::PowerCall& cause = site.cloud->truth.power_calls[*power.woken_by];
        const auto left = left_.find({call.host, id});
        if (cause.host == call.host && (left == left_.end() || left->second < cause.started)) awake.insert(id);
    }
    if (awake.size() > plan_.awake)
        violate("too many awake", fmt::format("{} desktops, {} are allowed", awake.size(), plan_.awake));
}

void Checker::check_hibernate(const Site& site, const simulation::PowerCall& call, const std::string& desktop_id) {
    const simulation::CloudTruth& truth = site.cloud->truth;
    const HostRecord& host = hosts_.at(call.host);
    const simulation::PowerCall* wake = last_wake(site, call.host, desktop_id);
    if (wake == nullptr || host.forgot(wake->started)) return violate("hibernates what it did not wake", desktop_id);
    const auto desktop = truth.desktops.find(desktop_id);
    const auto power = truth.power.find(desktop_id);
    const bool in_use = desktop != truth.desktops.end() && desktop->second.session == core::Session::connected;
    if (in_use && power != truth.power.end() && power->second.connected_since + seen_in_use < time_.wall())
        violate("hibernates a desktop in use", desktop_id);
    for (const std::size_t place : truth.of_desktop(desktop_id)) {
        const simulation::TrueSnapshot& snapshot = truth.snapshots()[place];
        const bool in_progress =
            snapshot.live(time_.wall()) && snapshot.status(time_.wall()) == core::SnapshotStatus::progressing;
        if (!in_progress || !snapshot.cause || snapshot.shown.created < wake->started) continue;
        if (snapshot.shown.created + hangs_after < time_.wall() + clock_tolerance) continue;
        const simulation::CreateCall& cause = truth.calls[*snapshot.cause];
        if (cause.host == call.host && !host.forgot(cause.started))
            violate("hibernates during a snapshot", desktop_id + " while " + snapshot.shown.id + " is made");
    }
}

bool Checker::tried_to_wake(const TaskName& name, core::WallTime until) const {
    const auto wakes = wakes_.find(name.desktop_id);
    return wakes != wakes_.end() && std::any_of(wakes->second.begin(), wakes->second.end(), [&](core::WallTime call) {
               return call >= core::WallTime{name.instant} && call <= until + clock_tolerance;
           });
}

void Checker::note_each(const std::string& host, const core::Event& event, DesktopTimes& times) const {
    std::string ids = field(event, "ids");
    while (!ids.empty()) {
        const std::size_t end = std::min(ids.find(", "), ids.size());
        times[{host, ids.substr(0, end)}] = time_.wall();
        ids.erase(0, std::min(end + 2, ids.size()));
    }
}

// A snapshot that hangs keeps a disk busy for ever, so that one slot's task of it waits after the other: the desktop is
// kept awake for them, and that was told.
bool Checker::is_kept_awake(const simulation::PowerCall& wake, const std::string& desktop_id) const {
    const auto kept = kept_.find({wake.host, desktop_id});
    const bool told = kept != kept_.end() && kept->second >= wake.started;
    const bool soon_told = wake.started + kept_told_within > time_.wall();
    return (told || soon_told) && std::any_of(outcomes_.begin(), outcomes_.end(), [&](const auto& outcome) {
               const core::Task& task = *outcome.second.task;
               const bool just_over = task.settled_at + returns_within > time_.wall();
               return outcome.first.desktop_id == desktop_id && (task.outcome == core::Outcome::none || just_over);
           });
}

// What was woken is asleep again, or it was told that it is not.
void Checker::check_put_back(core::WallTime end) {
    for (const auto& site : sites_)
        for (const auto& [id, power] : site->cloud->truth.power) {
            if (!power.woken_by) continue;
            const simulation::PowerCall& cause = site->cloud->truth.power_calls[*power.woken_by];
            const auto left = left_.find({cause.host, id});
            const bool told = left != left_.end() && left->second >= cause.started;
            if (cause.host != "first" || told || cause.started + put_back_within > end) continue;
            if (is_kept_awake(cause, id)) continue;
            if (!hosts_.at(cause.host).forgot(cause.started) && !ever_absent_.contains(id))
                violate("left awake", fmt::format("{}, woken at {}", id, core::utc_text(cause.started)));
        }
}

}  // namespace ecdsnap::tests
