#include "core/policy/selector.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace ecdsnap::core {
namespace {

// In the order of the enumerators.
constexpr std::array<const char*, 19> words{
    "all",      "any",         "not",           "account", "region",         "ids", "name",        "name_matches",
    "tags",     "office_site", "desktop_group", "pooled",  "resource_group", "os",  "charge_type", "policy_group",
    "end_user", "data_disk",   "protocol"};

bool asks_something(const Condition& condition) {
    switch (condition.kind) {
        case ConditionKind::all:
        case ConditionKind::any:
        case ConditionKind::negation: return std::ranges::any_of(condition.parts, asks_something);
        default: return true;
    }
}

Condition group(ConditionKind kind, std::vector<Condition> parts, std::string path) {
    if (parts.size() == 1) return std::move(parts.front());
    Condition made;
    made.kind = kind;
    made.parts = std::move(parts);
    made.path = std::move(path);
    return made;
}

}  // namespace

const char* text(ConditionKind kind) {
    return words[static_cast<std::size_t>(kind)];
}

bool Condition::operator==(const Condition& other) const {
    return std::tie(kind, parts, values, tag_key) == std::tie(other.kind, other.parts, other.values, other.tag_key);
}

bool Selector::has_condition() const {
    return asks_something(root);
}

Condition condition(ConditionKind kind, std::set<std::string, std::less<>> values, std::string path) {
    Condition made;
    made.kind = kind;
    made.values = std::move(values);
    made.path = std::move(path);
    return made;
}

Condition tag_condition(std::string key, std::set<std::string, std::less<>> values, std::string path) {
    Condition made = condition(ConditionKind::tag, std::move(values), std::move(path));
    made.tag_key = std::move(key);
    return made;
}

Condition negated(Condition part, std::string path) {
    Condition made = condition(ConditionKind::negation, {}, std::move(path));
    made.parts.push_back(std::move(part));
    return made;
}

Condition all_of(std::vector<Condition> parts, std::string path) {
    return group(ConditionKind::all, std::move(parts), std::move(path));
}

Condition any_of(std::vector<Condition> parts, std::string path) {
    return group(ConditionKind::any, std::move(parts), std::move(path));
}

Selector select_names(std::set<std::string, std::less<>> globs) {
    return {condition(ConditionKind::name, std::move(globs), "select.name")};
}

}  // namespace ecdsnap::core
