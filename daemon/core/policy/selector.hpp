// Which desktops a policy covers. Every condition that is given must hold; within one condition any of its values will
// do.
#pragma once

#include "core/desktop.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

struct TagCondition {
    std::string key;
    std::string value;

    bool operator==(const TagCondition&) const = default;
};

struct Selector {
    std::set<std::string> ids;       // exact "ecd-…"; a set, because it may hold thousands
    std::vector<std::string> names;  // globs over the desktop's name: `*` any run, `?` one character, `\` escapes
    std::vector<TagCondition> tags;  // all of these tags, exact, case-sensitive
    std::vector<std::string> office_sites;  // exact office site ids

    // Without any condition it matches everything; check_policy refuses such a selector.
    bool matches(const Desktop& desktop) const;
    bool has_condition() const;
    bool operator==(const Selector&) const = default;
};

// Glob over bytes of UTF-8; `?` takes one whole character. Linear in text × stars, no recursion.
bool glob_matches(std::string_view glob, std::string_view text);

}  // namespace ecdsnap::core
