// Waking desktops and putting them to sleep, with the faults that creates have.
#include "simulation/cloud_errors.hpp"
#include "simulation/simulated_cloud.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecdsnap::simulation {
namespace {

const char* action_of(PowerChange change) {
    return change == PowerChange::wake ? "WakeupDesktops" : "HibernateDesktops";
}

// The service does not document what it calls the states in between.
const char* passing_state(PowerChange change) {
    return change == PowerChange::wake ? "Waking" : "Hibernating";
}

}  // namespace

void SimulatedCloud::tell_power(std::uint64_t call, const std::string& what) {
    const PowerCall& record = truth.power_calls[call];
    if (observer != nullptr) observer->told("cloud", fmt::format("{} #{}: {}", action_of(record.change), call, what));
}

std::uint64_t SimulatedCloud::change_power(const std::string& host, PowerChange change, std::vector<std::string> ids,
                                           Respond<void> respond) {
    ++powers;
    count(change == PowerChange::wake ? CloudAction::wakeup_desktops : CloudAction::hibernate_desktops);
    PowerCall call;
    call.number = truth.power_calls.size();
    call.host = host;
    call.change = change;
    call.ids = std::move(ids);
    call.started = time_.wall();
    truth.power_calls.push_back(std::move(call));
    const std::uint64_t number = truth.power_calls.back().number;
    if (observer != nullptr) observer->power_started(truth.power_calls.back());
    const core::Millis there = latency() / 2;
    time_.at(time_.now() + there, [this, number, respond = std::move(respond)] { arrive_power(number, respond); });
    return number;
}

void SimulatedCloud::arrive_power(std::uint64_t call, const Respond<void>& respond) {
    const char* doing = action_of(truth.power_calls[call].change);
    const core::Millis back = latency() / 2;
    if (faults.down || random_.chance(faults.lost_before_effect)) {
        tell_power(call, "lost on its way");
        return lose<void>(lost(doing, "connection reset"), back, respond);
    }
    if (random_.chance(faults.late_effect)) {
        tell_power(call, "held up on its way");
        time_.at(time_.now() + up_to(faults.late_most), [this, call] {
            if (!power_refusal(truth.power_calls[call])) change_now(call);
        });
        return lose<void>(lost(doing, "connection reset"), back, respond);
    }
    const PowerCall& record = truth.power_calls[call];
    std::optional<core::Error> error;
    if (!takes_token(power_bucket_, faults.creates_per_second))
        error = throttle(record.host, core::CallKind::power, back);
    else
        error = power_refusal(record);
    if (error) {
        tell_power(call, "refused, " + error->code);
        return answer<void>(back, ports::Answer<void>{std::move(*error), date()}, respond);
    }
    if (random_.chance(faults.server_error)) {
        tell_power(call, "503 without effect");
        return lose<void>(server_error(doing), back, respond);
    }
    change_now(call);
    if (random_.chance(faults.lost_after_effect)) {
        tell_power(call, "the answer is lost");
        return lose<void>(lost(doing, "connection reset"), back, respond);
    }
    if (random_.chance(faults.server_error_with_effect)) {
        tell_power(call, "503 in spite of the effect");
        return lose<void>(server_error(doing), back, respond);
    }
    answer<void>(back, ports::Answer<void>{core::Result<void>{}, date()}, respond);
}

// One desktop in a wrong state refuses the whole call.
std::optional<core::Error> SimulatedCloud::power_refusal(const PowerCall& call) {
    const char* doing = action_of(call.change);
    if (faults.credentials_expired)
        return refused(doing, core::ErrorClass::credentials, "InvalidSecurityToken.Expired", 400);
    if (faults.power_forbidden) return refused(doing, core::ErrorClass::permission, "Forbidden.RAM", 403);
    const bool wakes = call.change == PowerChange::wake;
    const core::DesktopStatus needed = wakes ? core::DesktopStatus::hibernated : core::DesktopStatus::running;
    for (const std::string& id : call.ids) {
        const auto desktop = truth.desktops.find(id);
        if (desktop == truth.desktops.end())
            return refused(doing, core::ErrorClass::gone, "InvalidDesktopId.NotFound", 404);
        if (desktop->second.status != needed)
            return refused(doing, core::ErrorClass::not_ready, "IncorrectDesktopStatus", 400);
    }
    return std::nullopt;
}

void SimulatedCloud::change_now(std::uint64_t call) {
    PowerCall& record = truth.power_calls[call];
    record.took_effect = true;
    std::string changed;
    for (const std::string& id : record.ids) {
        core::Desktop& desktop = truth.desktops.at(id);
        desktop.status = core::DesktopStatus::unknown;
        desktop.raw_status = passing_state(record.change);
        desktop.session = core::Session::none;
        DesktopPower& power = truth.power[id];
        power.woken_by.reset();
        if (record.change == PowerChange::wake) power.woken_by = call;
        const std::uint64_t change = ++power.changes;
        const core::Millis takes = faults.power_least + up_to(faults.power_most - faults.power_least);
        time_.at(time_.now() + takes, [this, id, change, what = record.change] { come_to(id, change, what); });
        changed += " " + id;
    }
    tell_power(call, "takes effect:" + changed);
}

void SimulatedCloud::come_to(const std::string& desktop_id, std::uint64_t change, PowerChange what) {
    const auto place = truth.desktops.find(desktop_id);
    if (place == truth.desktops.end() || truth.power[desktop_id].changes != change) return;
    core::Desktop& desktop = place->second;
    if (desktop.status != core::DesktopStatus::unknown || desktop.raw_status != passing_state(what)) return;
    desktop.status = what == PowerChange::wake ? core::DesktopStatus::running : core::DesktopStatus::hibernated;
    desktop.raw_status = {};
}

}  // namespace ecdsnap::simulation
