#include "simulation/rehearsal/made_up_fleet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <utility>

namespace ecdsnap::simulation {
namespace {

// A name that the glob matches; the number stands where the glob leaves room.
std::string name_for(const std::string& glob, std::size_t number) {
    std::string name;
    for (std::size_t at = 0; at < glob.size(); ++at) {
        const char c = glob[at];
        if (c == '\\' && at + 1 < glob.size())
            name += glob[++at];
        else if (c == '*')
            name += (name.empty() || name.back() == '-' ? "" : "-") + fmt::format("{:04}", number);
        else if (c == '?')
            name += static_cast<char>('0' + number % 10);
        else
            name += c;
    }
    return name;
}

// A desktop while it is made up to fit a policy.
struct Draft {
    core::Desktop& desktop;
    core::DesktopTraits traits;
    std::size_t number;  // among those of its policy
};

// The values in turn, one for each desktop.
const std::string& one_of(const std::set<std::string, std::less<>>& values, std::size_t number) {
    return *std::next(values.begin(), static_cast<std::ptrdiff_t>(number % values.size()));
}

void fit(Draft& draft, const core::Condition& condition);

void fit_parts(Draft& draft, const core::Condition& condition) {
    if (condition.kind == core::ConditionKind::all)
        for (const core::Condition& part : condition.parts)
            fit(draft, part);
    else if (condition.kind == core::ConditionKind::any && !condition.parts.empty())
        fit(draft, condition.parts[draft.number % condition.parts.size()]);
    // A negation asks for nothing that would have to be made up.
}

void fit_value(Draft& draft, core::ConditionKind kind, const std::string& value) {
    core::Desktop& desktop = draft.desktop;
    switch (kind) {
        case core::ConditionKind::name: desktop.name = name_for(value, draft.number); break;
        case core::ConditionKind::office_site: desktop.office_site_id = value; break;
        case core::ConditionKind::desktop_group: draft.traits.desktop_group_id = value; break;
        case core::ConditionKind::resource_group: draft.traits.resource_groups = std::vector{value}; break;
        case core::ConditionKind::policy_group: draft.traits.policy_groups = std::vector{value}; break;
        case core::ConditionKind::os: draft.traits.os = value; break;
        case core::ConditionKind::charge_type: draft.traits.charge_type = value; break;
        case core::ConditionKind::protocol: draft.traits.protocol = value; break;
        case core::ConditionKind::end_user: desktop.end_users = {value}; break;
        default: break;  // the site's, or an expression that no name can be made from
    }
}

void fit(Draft& draft, const core::Condition& condition) {
    core::Desktop& desktop = draft.desktop;
    switch (condition.kind) {
        case core::ConditionKind::all:
        case core::ConditionKind::any:
        case core::ConditionKind::negation: return fit_parts(draft, condition);
        case core::ConditionKind::data_disk: desktop.has_data_disk = true; return;
        case core::ConditionKind::pooled: draft.traits.desktop_group_id = "dg-madeup"; return;
        case core::ConditionKind::tag:
            desktop.tags.push_back(
                {condition.tag_key, condition.values.empty() ? "made-up" : one_of(condition.values, draft.number)});
            return;
        case core::ConditionKind::id:
            if (draft.number < condition.values.size()) desktop.id = one_of(condition.values, draft.number);
            return;
        default:
            if (!condition.values.empty()) fit_value(draft, condition.kind, one_of(condition.values, draft.number));
    }
}

void fit(core::Desktop& desktop, const core::Selector& select, std::size_t number) {
    Draft draft{desktop, {}, number};
    fit(draft, select.root);
    desktop.traits = std::make_shared<const core::DesktopTraits>(std::move(draft.traits));
}

}  // namespace

std::vector<core::Desktop> made_up_fleet(std::span<const std::shared_ptr<const core::Policy>> policies,
                                         std::size_t count) {
    std::vector<core::Desktop> fleet;
    std::set<std::string> ids;
    for (std::size_t number = 0; number < count; ++number) {
        core::Desktop desktop;
        const std::string own_id = fmt::format("ecd-madeup{:07}", number + 1);
        desktop.id = own_id;
        desktop.name = fmt::format("made-up-{:04}", number + 1);
        desktop.status = core::DesktopStatus::running;
        desktop.has_data_disk = number / std::max<std::size_t>(1, policies.size()) % 2 == 1;
        if (!policies.empty()) fit(desktop, policies[number % policies.size()]->select, number / policies.size());
        if (!ids.insert(desktop.id).second) desktop.id = own_id;
        ids.insert(desktop.id);
        fleet.push_back(std::move(desktop));
    }
    return fleet;
}

}  // namespace ecdsnap::simulation
