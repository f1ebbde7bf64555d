// Random trees over random desktops, against an evaluator that is obvious and slow.
#include "core/policy/selector_match.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

using namespace ecdsnap::core;

namespace {

using enum ConditionKind;

const SiteId site{"main", "cn-hangzhou"};

class Dealer {
public:
    explicit Dealer(std::uint32_t seed) : random_(seed) {}

    std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>{0, bound - 1}(random_); }
    bool coin() { return below(2) == 0; }
    std::string letter() { return std::string(1, static_cast<char>('a' + below(3))); }
    std::string letter_or_nothing() { return coin() ? letter() : std::string{}; }

    std::vector<std::string> letters() {
        std::vector<std::string> some;
        for (auto left = below(3); left > 0; --left)
            some.push_back(letter());
        return some;
    }

    Desktop desktop() {
        DesktopTraits traits;
        traits.os = letter_or_nothing();
        traits.charge_type = letter_or_nothing();
        traits.protocol = letter_or_nothing();
        traits.desktop_group_id = letter_or_nothing();
        if (coin()) traits.policy_groups = letters();
        if (coin()) traits.resource_groups = letters();
        Desktop made;
        made.id = letter();
        made.name = letter_or_nothing();
        made.office_site_id = letter_or_nothing();
        made.disks_unsaid = coin();
        made.has_data_disk = !made.disks_unsaid && coin();
        made.tags_unsaid = coin();
        if (!made.tags_unsaid)
            for (const auto& key : letters())
                made.tags.push_back({key, letter()});
        made.end_users_unsaid = coin();
        if (!made.end_users_unsaid) made.end_users = letters();
        if (below(5) > 0) made.traits = std::make_shared<const DesktopTraits>(std::move(traits));
        return made;
    }

    Condition tree(std::size_t depth, const std::string& path) {
        const auto shape = depth == 0 ? 9 : below(10);
        if (shape == 0) return negated(tree(depth - 1, path + "!"), path);
        if (shape > 4) return leaf(path);
        std::vector<Condition> parts;
        for (auto left = 1 + below(3); left > 0; --left)
            parts.push_back(tree(depth - 1, path + std::to_string(left)));
        return shape < 3 ? all_of(std::move(parts), path) : any_of(std::move(parts), path);
    }

private:
    Condition leaf(const std::string& path) {
        static constexpr ConditionKind kinds[] = {
            id,       ConditionKind::name, tag,          office_site, desktop_group, pooled,  os, resource_group,
            end_user, charge_type,         policy_group, data_disk,   region,        protocol};
        const auto kind = kinds[below(std::size(kinds))];
        if (kind == pooled || kind == data_disk) return condition(kind, {}, path);
        if (kind == tag && coin()) return tag_condition(letter(), {}, path);
        std::set<std::string, std::less<>> values{letter(), letter()};
        return kind == tag ? tag_condition(letter(), std::move(values), path)
                           : condition(kind, std::move(values), path);
    }

    std::mt19937 random_;
};

// The values that the desktop has, and whether the cloud said so.
struct Said {
    bool said = true;
    std::vector<std::string> values;
};

Said one(const std::string& value) {
    return {!value.empty(), {value}};
}
Said several(const std::optional<std::vector<std::string>>& values) {
    return {values.has_value(), values.value_or(std::vector<std::string>{})};
}

Said said_of(const Condition& condition, const Desktop& desktop) {
    const DesktopTraits traits = desktop.traits ? *desktop.traits : DesktopTraits{};
    switch (condition.kind) {
        case region: return one(site.region);
        case id: return one(desktop.id);
        case ConditionKind::name: return one(desktop.name);
        case office_site: return one(desktop.office_site_id);
        case desktop_group: return one(traits.desktop_group_id);
        case os: return one(traits.os);
        case charge_type: return one(traits.charge_type);
        case protocol: return one(traits.protocol);
        case policy_group: return several(traits.policy_groups);
        case resource_group: return several(traits.resource_groups);
        case end_user: return {!desktop.end_users_unsaid, desktop.end_users};
        default: break;
    }
    Said tags{!desktop.tags_unsaid, {}};
    for (const Tag& tag : desktop.tags)
        if (tag.key == condition.tag_key) tags.values.push_back(tag.value);
    return tags;
}

// `doubt`: what a fact that is not known counts as.
bool leaf_holds(const Condition& leaf, const Desktop& desktop, bool doubt) {
    if (leaf.kind == pooled) return traits_of(desktop).desktop_group_id.empty() ? doubt : true;
    if (leaf.kind == data_disk) return desktop.disks_unsaid ? doubt : desktop.has_data_disk;
    const Said said = said_of(leaf, desktop);
    if (!said.said) return doubt;
    return std::ranges::any_of(said.values, [&](const auto& value) {
        return leaf.values.empty() || std::ranges::find(leaf.values, value) != leaf.values.end();
    });
}

// In `select` a fact that is not known is false. In `exclude` it is whatever keeps the whole from holding: false, and
// true below an odd number of `not`s.
bool holds(const Condition& tree, const Desktop& desktop, Purpose purpose, bool below_not = false) {
    const auto part = [&](const Condition& one) { return holds(one, desktop, purpose, below_not); };
    switch (tree.kind) {
        case all: return std::ranges::all_of(tree.parts, part);
        case any: return std::ranges::any_of(tree.parts, part);
        case negation: return !holds(tree.parts[0], desktop, purpose, !below_not);
        default: return leaf_holds(tree, desktop, purpose == Purpose::exclude && below_not);
    }
}

const Condition* at(const Condition& tree, const Condition* wanted) {
    if (&tree == wanted) return &tree;
    for (const Condition& part : tree.parts)
        if (const auto* found = at(part, wanted)) return found;
    return nullptr;
}

}  // namespace

TEST_CASE("a tree of conditions says what the obvious evaluator says, and names a condition of its own") {
    int selected = 0;
    int excluded = 0;
    constexpr int rounds = 20'000;
    for (int seed = 0; seed < rounds; ++seed) {
        CAPTURE(seed);
        Dealer dealer{static_cast<std::uint32_t>(seed)};
        const Selector selector{dealer.tree(4, "s")};
        const Desktop desktop = dealer.desktop();
        REQUIRE(selects(selector, desktop, site) == holds(selector.root, desktop, Purpose::select));
        REQUIRE(excludes(selector, desktop, site) == holds(selector.root, desktop, Purpose::exclude));
        selected += selects(selector, desktop, site) ? 1 : 0;
        excluded += excludes(selector, desktop, site) ? 1 : 0;
        for (const Purpose purpose : {Purpose::select, Purpose::exclude}) {
            const Match found = match(selector, desktop, site, purpose);
            REQUIRE(at(selector.root, found.decided_by) != nullptr);
            REQUIRE(explain_match(selector, desktop, site, purpose).path == found.decided_by->path);
            REQUIRE_FALSE(explain_match(selector, desktop, site, purpose).sentence.empty());
        }
    }
    CHECK(selected > rounds / 5);
    CHECK(selected < rounds * 4 / 5);
    CHECK(excluded < selected);  // doubt is for the backup, either way
    CHECK(excluded > rounds / 20);
}
