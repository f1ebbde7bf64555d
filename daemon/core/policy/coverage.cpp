#include "core/policy/coverage.hpp"

#include "core/policy/selector_match.hpp"

namespace ecdsnap::core {

Coverage coverage_of(const CoverageRules& rules, const Policy& policy, const Desktop& desktop, const SiteId& site) {
    if (!selects(policy.select, desktop, site)) return Coverage::not_selected;
    return excludes(rules.exclude, desktop, site) ? Coverage::excluded : Coverage::covered;
}

}  // namespace ecdsnap::core
