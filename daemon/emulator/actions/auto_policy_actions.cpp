#include "emulator/actions/auto_policy_actions.hpp"

#include "emulator/utf8_text.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <sstream>

namespace ecdsnap::emulator {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

/// 2 to 128 letters (of any script), digits, `:`, `_` and `-`, a letter first, no http:// or https://.
bool is_policy_name(std::string_view name) {
    const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == ':' || c == '_' || c == '-'; };
    const auto characters = count_characters(name);
    return characters >= 2 && characters <= 128 && is_letter(name[0]) && std::ranges::all_of(name, allowed);
}

/// Six or seven Quartz fields of which the day or the weekday is `?`. Whether it is ever due is not looked at.
bool is_quartz_shaped(const std::string& cron) {
    std::istringstream stream{cron};
    const std::vector<std::string> fields{std::istream_iterator<std::string>(stream), {}};
    const auto allowed = [](char c) {
        return is_digit(c) || is_letter(c) || std::string_view("*,-/?#").find(c) != std::string_view::npos;
    };
    return (fields.size() == 6 || fields.size() == 7) && (fields[3] == "?") != (fields[5] == "?") &&
           std::ranges::all_of(fields, [&](const std::string& field) { return std::ranges::all_of(field, allowed); });
}

void check_policy(ParameterReader& reader, const AutoPolicy& policy) {
    static constexpr std::array disk_types{"", "SYSTEM", "DATA", "ALL"};
    if (!is_policy_name(policy.name))
        reader.refuse_with(invalid_parameter("PolicyName", "2 to 128 letters, digits, :, _ and -, a letter first."));
    if (!is_quartz_shaped(policy.cron))
        reader.refuse_with(
            invalid_parameter("CronExpression", "it must be Quartz: six fields, the day or the weekday ?."));
    if (std::ranges::find(disk_types, policy.disk_type) == disk_types.end())
        reader.refuse_with(invalid_parameter("DiskType", "it must be SYSTEM, DATA or ALL."));
}

AutoPolicy* read_policy(ActionCall& call, RegionIndex region, std::string_view id) {
    AutoPolicy* policy = call.cloud.auto_policies.find(region, id);
    if (policy == nullptr) {
        call.reader.refuse_with(
            refuse(404, "InvalidPolicyId.NotFound", "The policy " + std::string(id) + " is not in this region."));
    }
    return policy;
}

/// All of them; unset when one is not in that region.
std::optional<std::vector<DesktopIndex>> read_desktops(ActionCall& call, RegionIndex region,
                                                       const std::vector<std::string>& ids) {
    std::vector<DesktopIndex> desktops;
    for (const std::string& id : ids) {
        const auto desktop = read_desktop(call, region, id);
        if (!desktop) return std::nullopt;
        desktops.push_back(*desktop);
    }
    return desktops;
}

std::size_t desktops_of(const Fleet& fleet, const AutoPolicy& policy) {
    return static_cast<std::size_t>(std::ranges::count(fleet.desktops(), policy.id, &Desktop::auto_policy));
}

void write_policy(JsonWriter& json, const AutoPolicy& policy, const Fleet& fleet) {
    json.begin_object()
        .member("PolicyId", policy.id)
        .member("PolicyName", policy.name)
        .member("RegionId", fleet.regions()[policy.region])
        .member("CronExpression", policy.cron)
        .member("RetentionDays", std::to_string(policy.retention_days))
        .member("DesktopNum", desktops_of(fleet, policy))
        .member("Status", policy.status)
        .member("CreationTime", with_seconds(policy.created));
    if (!policy.time_points.empty()) json.member("TimePoints", policy.time_points);
    if (!policy.disk_type.empty()) json.member("DiskType", policy.disk_type);
    json.end_object();
}

}  // namespace

std::optional<Refusal> create_auto_policy(ActionCall& call) {
    ParameterReader& reader = call.reader;
    const auto region = read_region(call);
    AutoPolicy policy;
    policy.name = reader.required("PolicyName");
    policy.cron = reader.required("CronExpression");
    reader.required("RetentionDays");
    policy.retention_days = reader.number("RetentionDays", WholeNumber{1, 180, 0});
    policy.disk_type = reader.optional("DiskType").value_or("");
    check_policy(reader, policy);
    if (auto refusal = reader.finish()) return refusal;
    policy.id = "sp-" + call.cloud.ids.base36(16);
    policy.region = *region;
    policy.time_points = time_points_of(policy.cron);
    policy.created = call.now + call.cloud.skew;
    call.answer.member("PolicyId", call.cloud.auto_policies.add(std::move(policy)).id);
    return std::nullopt;
}

std::optional<Refusal> modify_auto_policy(ActionCall& call) {
    ParameterReader& reader = call.reader;
    const auto region = read_region(call);
    const std::string id = reader.required("PolicyId");
    const auto name = reader.optional("PolicyName"), cron = reader.optional("CronExpression"),
               disk_type = reader.optional("DiskType");
    const int days = reader.number("RetentionDays", WholeNumber{1, 180, 0});
    if (auto refusal = reader.finish()) return refusal;
    AutoPolicy* policy = read_policy(call, *region, id);
    if (policy == nullptr) return reader.finish();
    AutoPolicy changed = *policy;
    if (name) changed.name = *name;
    if (cron) changed.cron = *cron;
    if (disk_type) changed.disk_type = *disk_type;
    if (days != 0) changed.retention_days = days;
    changed.time_points = time_points_of(changed.cron);
    check_policy(reader, changed);
    if (auto refusal = reader.finish()) return refusal;
    *policy = std::move(changed);
    return std::nullopt;
}

std::optional<Refusal> describe_auto_policies(ActionCall& call) {
    ParameterReader& reader = call.reader;
    const auto region = read_region(call);
    const auto id = reader.optional("PolicyId"), name = reader.optional("PolicyName");
    const auto most = static_cast<std::size_t>(reader.number("MaxResults", WholeNumber{1, 50, 20}));
    const auto token = read_next_token(call);
    if (auto refusal = reader.finish()) return refusal;
    const auto matches = [&](const AutoPolicy& policy) {
        return policy.region == *region && (!id || policy.id == *id) && (!name || policy.name == *name);
    };
    std::vector<const AutoPolicy*> matching;
    for (const AutoPolicy& policy : call.cloud.auto_policies.all())
        if (matches(policy)) matching.push_back(&policy);
    const std::size_t from = std::min<std::size_t>(token ? token->first : 0, matching.size());
    const std::size_t end = std::min(matching.size(), from + most);
    call.answer.member("NextToken",
                       end < matching.size() ? make_page_token(PagePlace{end, 0}, call.parameters) : std::string{});
    call.answer.key("AutoSnapshotPolicies").begin_array();
    for (std::size_t at = from; at < end; ++at)
        write_policy(call.answer, *matching[at], call.cloud.fleet);
    call.answer.end_array();
    return std::nullopt;
}

std::optional<Refusal> delete_auto_policies(ActionCall& call) {
    const auto region = read_region(call);
    const auto ids = call.reader.list("PolicyId", ListSize{1, 100});
    if (auto refusal = call.reader.finish()) return refusal;
    for (const std::string& id : ids) {
        if (read_policy(call, *region, id) == nullptr) return call.reader.finish();
    }
    Fleet& fleet = call.cloud.fleet;
    for (const std::string& id : ids) {
        for (DesktopIndex desktop = 0; desktop < fleet.desktops().size(); ++desktop)
            if (fleet.desktop(desktop).auto_policy == id) fleet.set_auto_policy(desktop, {});
        call.cloud.auto_policies.erase(id);
    }
    return std::nullopt;
}

std::optional<Refusal> apply_auto_policy(ActionCall& call) {
    const auto region = read_region(call);
    const std::string id = call.reader.required("PolicyId");
    const auto ids = call.reader.list("DesktopId", ListSize{1, 20});
    if (auto refusal = call.reader.finish()) return refusal;
    const auto desktops = read_desktops(call, *region, ids);
    if (read_policy(call, *region, id) == nullptr || !desktops) return call.reader.finish();
    for (const DesktopIndex desktop : *desktops)
        call.cloud.fleet.set_auto_policy(desktop, id);
    return std::nullopt;
}

std::optional<Refusal> cancel_auto_policy(ActionCall& call) {
    const auto region = read_region(call);
    const auto id = call.reader.optional("PolicyId");
    const auto ids = call.reader.list("DesktopId", ListSize{1, 50});
    if (auto refusal = call.reader.finish()) return refusal;
    const auto desktops = read_desktops(call, *region, ids);
    if (!desktops || (id && read_policy(call, *region, *id) == nullptr)) return call.reader.finish();
    for (const DesktopIndex desktop : *desktops)
        if (!id || call.cloud.fleet.desktop(desktop).auto_policy == *id) call.cloud.fleet.set_auto_policy(desktop, {});
    return std::nullopt;
}

}  // namespace ecdsnap::emulator
