#include "core/policy/coverage.hpp"

#include "core/policy/selector_match.hpp"

#include <algorithm>
#include <optional>

namespace ecdsnap::core {
namespace {

std::optional<std::string_view> tag_of(const Desktop& desktop, std::string_view key) {
    const auto found = std::ranges::find(desktop.tags, key, &Tag::key);
    if (found == desktop.tags.end()) return std::nullopt;
    return found->value;
}

bool opts_out(const CoverageRules& rules, const Desktop& desktop) {
    if (!rules.skip_tag_counts) return false;
    const auto value = tag_of(desktop, skip_tag);
    return value && (value->empty() || *value == "true" || *value == "True" || *value == "TRUE");
}

// Whether the desktop's tag names the policy; nullopt: the tag says nothing.
std::optional<bool> named_by_tag(const CoverageRules& rules, const PolicyNames& known, const std::string& policy,
                                 const Desktop& desktop) {
    if (!rules.policy_tag_counts) return std::nullopt;
    auto rest = tag_of(desktop, policy_tag).value_or(std::string_view{});
    std::optional<bool> named;
    while (!rest.empty()) {
        const auto name = rest.substr(0, rest.find_first_of(", "));
        rest.remove_prefix(std::min(name.size() + 1, rest.size()));
        if (known.contains(name)) named = named.value_or(false) || name == policy;
    }
    return named;
}

}  // namespace

Coverage coverage_of(const CoverageRules& rules, const PolicyNames& known, const Policy& policy, const Desktop& desktop,
                     const SiteId& site) {
    const auto named = named_by_tag(rules, known, policy.name, desktop);
    if (named && !*named) return Coverage::named_elsewhere;
    if (!named && !selects(policy.select, desktop, site)) return Coverage::not_selected;
    if (excludes(rules.exclude, desktop, site)) return Coverage::excluded;
    return opts_out(rules, desktop) ? Coverage::opted_out : Coverage::covered;
}

bool left_out(const CoverageRules& rules, const Desktop& desktop, const SiteId& site) {
    return excludes(rules.exclude, desktop, site) || opts_out(rules, desktop);
}

}  // namespace ecdsnap::core
