#include "adapters/ecd/auto_policy_format.hpp"

#include "adapters/ecd/tolerant_json.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {
namespace {

namespace dom = simdjson::dom;

std::vector<std::string> texts_in(const dom::array& array) {
    std::vector<std::string> texts;
    for (const dom::element element : array)
        if (auto text = text_of(element)) texts.push_back(trimmed(*text));
    return texts;
}

// Documented as a text that holds a JSON array, ["17","18"]; an array itself will do. Nothing else decides anything, so
// what is neither counts as not said.
std::vector<std::string> read_time_points(const dom::object& entry) {
    if (const auto array = array_at(entry, "TimePoints")) return texts_in(*array);
    const std::string text = text_or_empty(entry, "TimePoints");
    dom::parser parser;
    dom::array inner;
    if (text.empty() || parser.parse(text).get_array().get(inner) != simdjson::SUCCESS) return {};
    return texts_in(inner);
}

core::Result<std::optional<core::CloudPolicy>> read_policy(const dom::object& entry) {
    core::CloudPolicy policy;
    policy.id = trimmed(text_or_empty(entry, "PolicyId"));
    if (policy.id.empty()) return unreadable("it has no PolicyId");
    policy.name = text_or_empty(entry, "PolicyName");
    policy.cron = trimmed(text_or_empty(entry, "CronExpression"));
    policy.time_points = read_time_points(entry);
    policy.disk_type = trimmed(text_or_empty(entry, "DiskType"));
    policy.status = trimmed(text_or_empty(entry, "Status"));
    policy.retention_days = integer_at(entry, "RetentionDays");  // a text, as it is documented
    policy.desktop_count = integer_at(entry, "DesktopNum");
    return std::optional<core::CloudPolicy>(std::move(policy));
}

core::Result<std::optional<core::AttachedDesktop>> read_attached(const dom::object& entry) {
    core::AttachedDesktop desktop;
    desktop.id = trimmed(text_or_empty(entry, "DesktopId"));
    if (desktop.id.empty()) return unreadable("it has no DesktopId");
    desktop.name = text_or_empty(entry, "DesktopName");
    desktop.policy_id = trimmed(text_or_empty(entry, "SnapshotPolicyId"));
    return std::optional<core::AttachedDesktop>(std::move(desktop));
}

}  // namespace

core::Result<ports::CloudPolicyPage> read_auto_policy_page(std::string_view body) {
    return with_object(body, [](const dom::object& object) -> core::Result<ports::CloudPolicyPage> {
        auto policies = read_array<core::CloudPolicy>(object, "AutoSnapshotPolicies", read_policy);
        if (!policies) return policies.error();
        return ports::CloudPolicyPage{std::move(*policies), text_or_empty(object, "NextToken")};
    });
}

core::Result<ports::AttachedDesktopPage> read_attached_page(std::string_view body) {
    return with_object(body, [](const dom::object& object) -> core::Result<ports::AttachedDesktopPage> {
        auto desktops = read_array<core::AttachedDesktop>(object, "Desktops", read_attached);
        if (!desktops) return desktops.error();
        return ports::AttachedDesktopPage{std::move(*desktops), text_or_empty(object, "NextToken")};
    });
}

}  // namespace ecdsnap::adapters
