// Which desktops a policy covers, or the main configuration leaves out: a tree of conditions. Values only; what it says
// of a desktop is selector_match's business.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace ecdsnap::core {

// What a condition asks. Of its values one has to be right.
enum class ConditionKind : std::uint8_t {
    all,             // every one of `parts` holds; of none: it asks nothing
    any,             // at least one of `parts` holds
    negation,        // the one part does not hold
    account,         // the site's, exactly
    region,          // the site's, exactly
    id,              // "ecd-…", exactly
    name,            // a glob over the desktop's name
    name_matches,    // RE2 somewhere in the desktop's name
    tag,             // the tag `tag_key` with one of the values; without values: with any
    office_site,     // its id, exactly
    desktop_group,   // the id of the group it is pooled in, exactly
    pooled,          // it belongs to a desktop group
    resource_group,  // the id or the name of one of its groups, exactly
    os,              // "Windows", "Linux", in any case
    charge_type,     // "PostPaid", "PrePaid", in any case
    policy_group,    // the id of one of its groups, exactly
    end_user,        // the id of one of its users, exactly
    data_disk,       // it has one
    protocol,        // "ASP", in any case
};

struct Condition {
    ConditionKind kind = ConditionKind::all;
    std::vector<Condition> parts;                // of all, any and negation
    std::set<std::string, std::less<>> values;   // a set, because it may hold thousands of ids
    std::string tag_key;                         // of tag
    std::shared_ptr<const re2::RE2> expression;  // of name_matches: its only value, compiled
    std::string path;                            // where it stands in the file: "select.any[1].tags.env"

    // By what they ask, wherever they stand.
    bool operator==(const Condition& other) const;
};

struct Selector {
    Condition root;

    // Without any condition it would cover everything; check_policy refuses such a selector.
    bool has_condition() const;
    bool operator==(const Selector&) const = default;
};

const char* text(ConditionKind kind);  // its key in YAML: "office_site"

Condition condition(ConditionKind kind, std::set<std::string, std::less<>> values, std::string path = {});
Condition tag_condition(std::string key, std::set<std::string, std::less<>> values, std::string path = {});
Condition negated(Condition part, std::string path = {});
// A single part stands for itself.
Condition all_of(std::vector<Condition> parts, std::string path = {});
Condition any_of(std::vector<Condition> parts, std::string path = {});
Selector select_names(std::set<std::string, std::less<>> globs);

}  // namespace ecdsnap::core
