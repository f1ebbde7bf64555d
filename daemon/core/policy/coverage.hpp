// Which policies cover a desktop: each policy's own selector, below what the main configuration says for all of them.
#pragma once

#include "core/desktop.hpp"
#include "core/policy/policy.hpp"
#include "core/policy/selector.hpp"
#include "core/site.hpp"

#include <cstdint>

namespace ecdsnap::core {

struct CoverageRules {
    Selector exclude;  // what matches gets no tasks; without a condition: nothing matches

    bool operator==(const CoverageRules&) const = default;
};

enum class Coverage : std::uint8_t {
    covered,
    not_selected,  // the policy's selector does not match
    excluded,      // it would be covered, and matches `exclude`
};

Coverage coverage_of(const CoverageRules& rules, const Policy& policy, const Desktop& desktop, const SiteId& site);

}  // namespace ecdsnap::core
