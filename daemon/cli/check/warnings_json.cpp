#include "cli/check/warnings_json.hpp"

#include "core/text/utc_text.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace ecdsnap::cli {

using Json = nlohmann::ordered_json;

Json warnings_json(const std::vector<core::PlanWarning>& warnings) {
    auto list = Json::array();
    for (const core::PlanWarning& warning : warnings) {
        Json one;
        one["kind"] = core::text(warning.kind);
        one["policy"] = warning.policy;
        one["other"] = warning.other.empty() ? Json(nullptr) : Json(warning.other);
        one["slots"] = warning.slots;
        one["disks"] = warning.disks;
        one["first"] = warning.slots == 0 ? Json(nullptr) : Json(core::utc_text(warning.first));
        one["text"] = warning.sentence;
        list.push_back(std::move(one));
    }
    return list;
}

}  // namespace ecdsnap::cli
