#include "cli/diff/config_change.hpp"
#include "core/text/utc_text.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

Json keys_json(const std::vector<KeyChange>& keys) {
    auto list = Json::array();
    for (const KeyChange& key : keys)
        list.push_back({{"key", key.key}, {"before", key.before}, {"after", key.after}});
    return list;
}

Json ids_json(const core::ReachedDesktops& desktops) {
    auto list = Json::array();
    for (const core::ReachedDesktop& desktop : desktops)
        list.push_back({{"site", core::text(*desktop.site)}, {"desktop", desktop.id}});
    return list;
}

Json reach_json(const core::ReachChange& change) {
    Json out;
    out["before"] = change.before;
    out["after"] = change.after;
    out["gained"] = ids_json(change.gained);
    out["lost"] = ids_json(change.lost);
    return out;
}

Json policy_json(const PolicyChange& policy, bool fleet_known) {
    Json out;
    const core::PolicyShift& shift = policy.shift;
    out["policy"] = shift.policy;
    out["change"] = text(policy.fate);
    out["keys"] = keys_json(policy.keys);
    out["slots_before"] = shift.slots_before;
    out["slots_after"] = shift.slots_after;
    out["desktops"] = fleet_known ? reach_json(shift.desktops) : Json(nullptr);
    out["names"] = nullptr;
    if (shift.names)
        out["names"] = {
            {"desktop", shift.names->example_of}, {"before", shift.names->before}, {"after", shift.names->after}};
    return out;
}

Json site_json(const core::SiteShift& site) {
    Json out;
    out["site"] = core::text(site.site);
    out["before"] = site.was_there;
    out["after"] = site.is_there;
    out["calls_before"] = std::llround(site.calls_before);
    out["calls_after"] = std::llround(site.calls_after);
    out["peak_per_second_before"] = site.peak_before;
    out["peak_per_second_after"] = site.peak_after;
    return out;
}

}  // namespace

std::string change_json(const ConfigChange& change) {
    Json out;
    out["changes"] = change.any();
    out["fleet_known"] = change.fleet_known;
    out["from"] = core::utc_text(change.plan.after.from);
    out["until"] = core::utc_text(change.plan.after.until);
    out["settings"] = keys_json(change.settings);
    out["policies"] = Json::array();
    for (const PolicyChange& policy : change.policies)
        out["policies"].push_back(policy_json(policy, change.fleet_known));
    out["desktops"] = change.fleet_known ? reach_json(change.plan.desktops) : Json(nullptr);
    out["sites"] = Json::array();
    if (change.fleet_known)
        for (const core::SiteShift& site : change.plan.sites)
            out["sites"].push_back(site_json(site));
    return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ecdsnap::cli
