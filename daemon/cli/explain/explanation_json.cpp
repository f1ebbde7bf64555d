#include "cli/explain/explanation.hpp"
#include "cli/inventory/desktop_json.hpp"
#include "cli/outlook/objective_json.hpp"
#include "core/forecast/policy_reach.hpp"
#include "core/policy/desktop_zones.hpp"
#include "core/schedule/local_time_text.hpp"
#include "core/text/utc_text.hpp"

#include <nlohmann/json.hpp>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

Json policy_json(const core::Policy& policy, const core::CoverageReason& reason, const core::Desktop& desktop,
                 core::SlotInstant now) {
    Json out;
    out["policy"] = policy.name;
    out["covers"] = reason.coverage == core::Coverage::covered;
    out["coverage"] = core::text(reason.coverage);
    out["because"] = reason.sentence;
    out["condition"] = reason.path.empty() ? Json(nullptr) : Json(reason.path);
    out["skipped_in_this_state"] =
        reason.coverage == core::Coverage::covered && core::at_rest(desktop, policy.rules.states);
    out["objective"] = objective_json(policy, now);
    out["woken_first_in_this_state"] =
        reason.coverage == core::Coverage::covered && core::woken_first(desktop, policy.rules.states);
    return out;
}

Json next_json(const core::Policy& policy, const NextSlot& slot) {
    Json out;
    out["policy"] = policy.name;
    out["instant"] = core::utc_text(slot.instant);
    out["local_time"] = core::local_time_text(slot.instant, slot.zone);
    out["start"] = core::utc_text(slot.start);
    out["note"] = slot.note;
    return out;
}

// As the daemon sent them.
Json outcomes_json(const std::string& answer) {
    auto parsed = Json::parse(answer, nullptr, false);
    return parsed.is_object() && parsed.contains("entries") ? std::move(parsed["entries"]) : Json(nullptr);
}

}  // namespace

std::string explanation_json(const Explanation& explanation) {
    const Outlook& outlook = *explanation.outlook;
    const core::Desktop& desktop = explanation.desktop.desktop;
    Json out;
    out["desktop"] = Json::parse(desktop_json(desktop));
    out["site"] = core::text(outlook.fleet.sites[explanation.desktop.site].id);
    const auto zone = core::zone_sentence(outlook.config.settings.zones, desktop);
    out["time_zone"] = zone.empty() ? Json(nullptr) : Json(zone);
    out["covered"] = explanation.covered();
    out["policies"] = Json::array();
    for (std::size_t place = 0; place < explanation.policies.size(); ++place)
        out["policies"].push_back(
            policy_json(outlook.config.policies[place], explanation.policies[place], desktop, explanation.now));
    out["next"] = Json::array();
    for (const NextSlot& slot : explanation.next)
        out["next"].push_back(next_json(outlook.config.policies[slot.policy], slot));
    out["outcomes"] = outcomes_json(explanation.history_json);
    out["outcomes_unknown"] = explanation.history_unknown.empty() ? Json(nullptr) : Json(explanation.history_unknown);
    return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ecdsnap::cli
