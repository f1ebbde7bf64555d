#include "cli/plan/plan_json.hpp"

#include "cli/check/warnings_json.hpp"
#include "cli/outlook/objective_json.hpp"
#include "core/forecast/slot_note.hpp"
#include "core/policy/desktop_zones.hpp"
#include "core/schedule/local_time_text.hpp"
#include "core/text/utc_text.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <numeric>
#include <utility>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

double seconds(core::Millis time) {
    return std::chrono::duration<double>(time).count();
}

std::string dumped(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json policy_json(const PlanResult& result, std::size_t place) {
    const core::Policy& policy = result.policy(place);
    Json out;
    out["name"] = policy.name;
    out["schedule"] = policy.schedule.timetable.text();
    out["timezone"] = policy.schedule.timezone;
    out["window_seconds"] = seconds(policy.rules.window);
    out["spread_seconds"] = seconds(policy.rules.spread);
    out["objective"] = objective_json(policy, result.forecast.from);
    if (!result.outlook.fleet_known) return out;
    const core::PolicyReach& reach = result.outlook.reach[place];
    out["desktops"] = reach.desktops();
    out["left_out"] = reach.left_out;
    out["tasks"] = reach.tasks();
    out["calls"] = reach.calls();
    return out;
}

Json work_json(const PlanResult& result, const core::PlannedWork& work) {
    Json out;
    out["site"] = core::text(result.outlook.fleet.sites[work.site].id);
    out["tasks"] = work.tasks;
    out["calls"] = work.calls;
    out["last_start_seconds"] = seconds(work.last_start);
    out["left_over"] = work.left_over;
    return out;
}

Json slot_json(const PlanResult& result, const core::PlannedSlot& slot) {
    const core::Policy& policy = result.policy(slot.policy);
    Json out;
    out["policy"] = policy.name;
    out["instant"] = core::utc_text(slot.instant);
    out["local_time"] = core::slot_local_time(policy.schedule, slot.instant);
    out["window_end"] = core::utc_text(core::WallTime{slot.instant} + policy.rules.window);
    out["note"] = core::slot_note(policy.schedule.timetable, slot.instant);
    if (!result.outlook.fleet_known) return out;
    out["tasks"] = slot.tasks();
    out["calls"] = slot.calls();
    out["last_start_seconds"] = seconds(slot.last_start());
    out["fits"] = slot.left_over() == 0;
    out["left_over"] = slot.left_over();
    out["sites"] = Json::array();
    for (const core::PlannedWork& work : slot.work)
        out["sites"].push_back(work_json(result, work));
    return out;
}

Json gap_json(const PlanResult& result, const core::PlannedGap& gap) {
    const core::Policy& policy = result.policy(gap.policy);
    Json out;
    out["policy"] = policy.name;
    out["instant"] = core::utc_text(gap.instant);
    out["local_time"] = core::slot_local_time(policy.schedule, gap.instant);
    out["reason"] = gap.reason;
    return out;
}

Json task_json(const PlanResult& result, const PlannedTask& task) {
    Json out;
    out["policy"] = result.policy(task.policy).name;
    out["slot"] = core::utc_text(task.slot);
    out["start"] = core::utc_text(task.start);
    out["disk"] = core::text(task.disk);
    out["snapshot"] = task.snapshot;
    return out;
}

Json site_json(const PlanResult& result, std::size_t place) {
    const core::SiteForecast& site = result.forecast.sites[place];
    Json out;
    out["site"] = core::text(result.outlook.fleet.sites[place].id);
    out["desktops"] = result.outlook.fleet.sites[place].desktops.size();
    out["calls"] = std::llround(std::accumulate(site.calls.begin(), site.calls.end(), 0.0));
    out["peak_per_second"] = site.peak;
    out["allowed_per_second"] = site.rate;
    return out;
}

Json frame_json(const PlanResult& result) {
    const auto& outlook = result.outlook;
    Json out;
    out["from"] = core::utc_text(result.forecast.from);
    out["until"] = core::utc_text(result.forecast.until);
    out["cut"] = result.forecast.cut;
    out["fleet_known"] = outlook.fleet_known;
    out["inventory_taken"] = outlook.fleet.taken ? Json(core::utc_text(*outlook.fleet.taken)) : Json(nullptr);
    out["notes"] = outlook.fleet.notes;
    out["fits"] = all_fits(result);
    out["warnings"] = warnings_json(result.warnings);
    out["policies"] = Json::array();
    for (const std::size_t place : result.chosen)
        out["policies"].push_back(policy_json(result, place));
    out["sites"] = Json::array();
    if (outlook.fleet_known)
        for (std::size_t place = 0; place < result.forecast.sites.size(); ++place)
            out["sites"].push_back(site_json(result, place));
    if (result.desktop) {
        out["desktop"] = result.desktop->desktop.id;
        out["tasks"] = Json::array();
        for (const PlannedTask& task : tasks_of_desktop(result))
            out["tasks"].push_back(task_json(result, task));
    }
    return out;
}

template <class Items, class ToJson>
void write_list(std::ostream& out, const char* key, const Items& items, const PlanResult& result, ToJson to_json) {
    out << ",\"" << key << "\":[";
    const char* between = "";
    for (const auto& item : items)
        out << std::exchange(between, ",") << dumped(to_json(result, item));
    out << ']';
}

}  // namespace

void write_plan_json(const PlanResult& result, std::ostream& out) {
    std::string frame = dumped(frame_json(result));
    frame.pop_back();  // the object goes on
    out << frame;
    write_list(out, "slots", result.forecast.slots, result, slot_json);
    write_list(out, "taken", result.forecast.gaps, result, gap_json);
    out << "}\n";
}

}  // namespace ecdsnap::cli
