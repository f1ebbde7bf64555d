#include "adapters/ecd/auto_policy_format.hpp"

#include "adapters/ecd/tolerant_json.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {
namespace {

using simdjson::ondemand::object;

// Documented as a text that holds a JSON array, ["17","18"]; an array itself will do. Nothing else decides anything, so
// what is neither counts as not said.
void read_time_points(core::CloudPolicy& policy, JsonValue& value) {
    const auto list = value.array();
    policy.time_points = list ? texts_in(*list) : texts_of_list(value.text_or_empty());
    for (std::string& point : policy.time_points)
        point = std::string(trimmed(point));
}

constexpr std::array<JsonField<core::CloudPolicy>, 8> policy_fields{{
    {"PolicyId", [](core::CloudPolicy& policy, JsonValue& value) { policy.id = value.word(); }},
    {"PolicyName", [](core::CloudPolicy& policy, JsonValue& value) { policy.name = value.text_or_empty(); }},
    {"CronExpression", [](core::CloudPolicy& policy, JsonValue& value) { policy.cron = value.word(); }},
    {"TimePoints", read_time_points},
    {"DiskType", [](core::CloudPolicy& policy, JsonValue& value) { policy.disk_type = value.word(); }},
    {"Status", [](core::CloudPolicy& policy, JsonValue& value) { policy.status = value.word(); }},
    // A text, as it is documented.
    {"RetentionDays", [](core::CloudPolicy& policy, JsonValue& value) { policy.retention_days = value.integer(); }},
    {"DesktopNum", [](core::CloudPolicy& policy, JsonValue& value) { policy.desktop_count = value.integer(); }},
}};

core::Result<std::optional<core::CloudPolicy>> read_policy(object fields) {
    core::CloudPolicy policy = read_fields(policy_fields, fields);
    if (policy.id.empty()) return unreadable("it has no PolicyId");
    return std::optional(std::move(policy));
}

constexpr std::array<JsonField<core::AttachedDesktop>, 3> attached_fields{{
    {"DesktopId", [](core::AttachedDesktop& desktop, JsonValue& value) { desktop.id = value.word(); }},
    {"DesktopName", [](core::AttachedDesktop& desktop, JsonValue& value) { desktop.name = value.text_or_empty(); }},
    {"SnapshotPolicyId", [](core::AttachedDesktop& desktop, JsonValue& value) { desktop.policy_id = value.word(); }},
}};

core::Result<std::optional<core::AttachedDesktop>> read_attached(object fields) {
    core::AttachedDesktop desktop = read_fields(attached_fields, fields);
    if (desktop.id.empty()) return unreadable("it has no DesktopId");
    return std::optional(std::move(desktop));
}

}  // namespace

core::Result<ports::CloudPolicyPage> read_auto_policy_page(std::string_view body) {
    auto page = read_page<core::CloudPolicy>(body, "AutoSnapshotPolicies", read_policy);
    if (!page) return page.error();
    return ports::CloudPolicyPage{std::move(page->entries), std::move(page->next_token)};
}

core::Result<ports::AttachedDesktopPage> read_attached_page(std::string_view body) {
    auto page = read_page<core::AttachedDesktop>(body, "Desktops", read_attached);
    if (!page) return page.error();
    return ports::AttachedDesktopPage{std::move(page->entries), std::move(page->next_token)};
}

}  // namespace ecdsnap::adapters
