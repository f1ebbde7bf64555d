#include "core/cloud_policy/exact_condition.hpp"

#include "core/policy/selector_match.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::core {
namespace {

void add(std::vector<Condition>& candidates, ConditionKind kind, const std::string& value) {
    if (!value.empty()) candidates.push_back(condition(kind, {value}));
}

// What holds of this desktop, the wider things first. What holds of all of them holds of any.
std::vector<Condition> candidates_from(const SiteId& site, const Desktop& desktop) {
    const DesktopTraits& traits = traits_of(desktop);
    std::vector<Condition> candidates{condition(ConditionKind::region, {site.region})};
    add(candidates, ConditionKind::office_site, desktop.office_site_id);
    add(candidates, ConditionKind::desktop_group, traits.desktop_group_id);
    for (const std::string& group : traits.policy_groups.value_or(std::vector<std::string>{}))
        add(candidates, ConditionKind::policy_group, group);
    for (const std::string& group : traits.resource_groups.value_or(std::vector<std::string>{}))
        add(candidates, ConditionKind::resource_group, group);
    for (const Tag& tag : desktop.tags)
        candidates.push_back(tag_condition(tag.key, {tag.value}));
    return candidates;
}

}  // namespace

Selector selector_of(const SiteId& site, const Condition& condition_) {
    std::vector<Condition> parts{condition(ConditionKind::account, {site.account}),
                                 condition(ConditionKind::region, {site.region})};
    if (condition_.kind != ConditionKind::region) parts.push_back(condition_);
    return Selector{all_of(std::move(parts))};
}

std::optional<Condition> exact_condition(const SiteId& site, const std::vector<Desktop>& fleet,
                                         const std::set<std::string, std::less<>>& attached) {
    const auto is_attached = [&](const Desktop& desktop) { return attached.contains(desktop.id); };
    const auto first = std::ranges::find_if(fleet, is_attached);
    if (first == fleet.end()) return std::nullopt;
    const auto listed = static_cast<std::size_t>(std::ranges::count_if(fleet, is_attached));
    if (listed != attached.size()) return std::nullopt;  // one of them came or went while the site was read
    for (Condition& candidate : candidates_from(site, *first)) {
        const Selector selector = selector_of(site, candidate);
        const auto as_wanted = [&](const Desktop& desktop) {
            return selects(selector, desktop, site) == is_attached(desktop);
        };
        if (std::ranges::all_of(fleet, as_wanted)) return std::move(candidate);
    }
    return std::nullopt;
}

}  // namespace ecdsnap::core
