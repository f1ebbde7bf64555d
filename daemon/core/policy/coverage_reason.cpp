#include "core/policy/coverage_reason.hpp"

#include "core/policy/selector_match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::core {
namespace {

std::string tag_text(const Desktop& desktop, std::string_view key) {
    const auto found = std::ranges::find(desktop.tags, key, &Tag::key);
    const std::string value = found == desktop.tags.end() ? std::string() : found->value;
    return fmt::format("its tag {} is \"{}\"", key, value);
}

}  // namespace

CoverageReason explain_coverage(const CoverageRules& rules, const PolicyNames& known, const Policy& policy,
                                const Desktop& desktop, const SiteId& site) {
    CoverageReason reason;
    reason.coverage = coverage_of(rules, known, policy, desktop, site);
    MatchReason match;
    switch (reason.coverage) {
        case Coverage::named_elsewhere: reason.sentence = tag_text(desktop, policy_tag); return reason;
        case Coverage::opted_out: reason.sentence = tag_text(desktop, skip_tag); return reason;
        case Coverage::excluded: match = explain_match(rules.exclude, desktop, site, Purpose::exclude); break;
        case Coverage::covered:
        case Coverage::not_selected: match = explain_match(policy.select, desktop, site, Purpose::select); break;
    }
    if (reason.coverage == Coverage::covered && match.answer != Answer::yes) {
        reason.sentence = tag_text(desktop, policy_tag);  // its tag names the policy, whatever that selects
        return reason;
    }
    reason.path = std::move(match.path);
    reason.sentence = std::move(match.sentence);
    return reason;
}

const char* text(Coverage coverage) {
    switch (coverage) {
        case Coverage::covered: return "covered";
        case Coverage::not_selected: return "not_selected";
        case Coverage::named_elsewhere: return "named_elsewhere";
        case Coverage::excluded: return "excluded";
        case Coverage::opted_out: return "opted_out";
    }
    return "?";
}

}  // namespace ecdsnap::core
