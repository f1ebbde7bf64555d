// Which policies cover a desktop: each policy's own selector, below what the main configuration says for all of them
// and what it lets a desktop's own tags say.
#pragma once

#include "core/desktop.hpp"
#include "core/policy/policy.hpp"
#include "core/policy/selector.hpp"
#include "core/site.hpp"

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace ecdsnap::core {

// `ecdsnap:skip`, empty or `true`: no policy covers the desktop. Any other value means nothing, so that a slip of the
// pen costs no backup.
inline constexpr std::string_view skip_tag = "ecdsnap:skip";
// `ecdsnap:policy`, names with blanks or commas between them: these policies cover the desktop and no others do,
// whatever they select. Names of no policy mean nothing; if none is known the tag means nothing.
inline constexpr std::string_view policy_tag = "ecdsnap:policy";

struct CoverageRules {
    Selector exclude;                // what matches gets no tasks; without a condition: nothing matches
    bool skip_tag_counts = false;    // a desktop may opt out by its tag
    bool policy_tag_counts = false;  // a desktop may choose its policies by its tag

    bool operator==(const CoverageRules&) const = default;
};

using PolicyNames = std::set<std::string, std::less<>>;

enum class Coverage : std::uint8_t {
    covered,
    not_selected,     // the policy's selector does not match
    named_elsewhere,  // its tag names other policies
    excluded,         // it would be covered, and matches `exclude`
    opted_out,        // it would be covered, and its tag says no
};

// `known`: the names of all policies.
Coverage coverage_of(const CoverageRules& rules, const PolicyNames& known, const Policy& policy, const Desktop& desktop,
                     const SiteId& site);

// No policy covers it: it is excluded or has opted out.
bool left_out(const CoverageRules& rules, const Desktop& desktop, const SiteId& site);

}  // namespace ecdsnap::core
