#include "cli/outlook/objective_json.hpp"

#include "core/forecast/objective_outlook.hpp"

#include <nlohmann/json.hpp>

#include <chrono>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

template <class Duration>
double seconds(Duration time) {
    return std::chrono::duration<double>(time).count();
}

}  // namespace

Json objective_json(const core::Policy& policy, core::SlotInstant now) {
    const auto outlook = core::objective_outlook(policy, now);
    if (!outlook) return nullptr;
    const auto longest = outlook->gaps.length();
    const auto worst = outlook->worst_age();
    Json out;
    out["rpo_seconds"] = seconds(outlook->objective.rpo);
    out["verified_within_seconds"] = seconds(outlook->objective.verified_within);
    out["slots"] = outlook->objective.slots == core::SlotSource::objective ? "objective" : "schedule";
    out["longest_gap_seconds"] = longest ? Json(seconds(*longest)) : Json(nullptr);
    out["worst_age_seconds"] = worst ? Json(seconds(*worst)) : Json(nullptr);
    out["holds"] = outlook->holds();
    out["text"] = core::text(*outlook);
    return out;
}

}  // namespace ecdsnap::cli
