// The keys of a mapping of conditions: every one that is given must hold, within one any of its values will do.
#include "adapters/yaml/mapping_reader.hpp"
#include "adapters/yaml/selector_reader.hpp"
#include "core/policy/name_expression.hpp"
#include "core/text/edit_distance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <utility>

namespace ecdsnap::adapters {
namespace {

using core::ConditionKind;
using Conditions = std::vector<core::Condition>;
using Texts = std::set<std::string, std::less<>>;

constexpr std::array<std::string_view, 2> charge_words{"PostPaid", "PrePaid"};

core::Condition read_conditions(const YamlValue& value);

Texts text_set(const YamlValue& value) {
    Texts texts;
    for (const auto& item : texts_in(value))
        texts.insert(item.node().text);
    return texts;
}

template <ConditionKind kind>
void read_texts(const YamlValue& value, Conditions& conditions) {
    if (auto texts = text_set(value); !texts.empty())
        conditions.push_back(core::condition(kind, std::move(texts), value.path()));
}

void read_ids(const YamlValue& value, Conditions& conditions) {
    Texts ids;
    for (const auto& item : texts_in(value)) {
        const auto& id = item.node().text;
        const bool pattern = id.find_first_of("*?") != std::string::npos;
        if (!id.starts_with("ecd-") || id.size() == 4 || pattern)
            item.refuse_given("is not a desktop's id", "ecd-...", pattern ? "patterns belong to select.name" : "");
        ids.insert(id);
    }
    if (!ids.empty()) conditions.push_back(core::condition(ConditionKind::id, std::move(ids), value.path()));
}

void read_charge_type(const YamlValue& value, Conditions& conditions) {
    Texts types;
    for (const auto& item : items_in(value))
        if (const auto index = word_in(item)) types.emplace(charge_words[*index]);
    if (!types.empty())
        conditions.push_back(core::condition(ConditionKind::charge_type, std::move(types), value.path()));
}

void read_name_matches(const YamlValue& value, Conditions& conditions) {
    const auto text = text_in(value);
    if (!text) return;
    auto made = core::name_expression(*text, value.path());
    if (!made) return value.refuse_given(made.error().problem, made.error().allowed, made.error().hint);
    conditions.push_back(std::move(*made));
}

template <ConditionKind kind>
void read_presence(const YamlValue& value, Conditions& conditions) {
    const auto wanted = boolean_in(value);
    if (!wanted) return;
    auto present = core::condition(kind, {}, value.path());
    conditions.push_back(*wanted ? std::move(present) : core::negated(std::move(present), value.path()));
}

constexpr std::string_view tag_tests = "a value, a list of values, {exists: true} or {absent: true}";

// `env: {exists: true}` and the other tests that are no value of the tag.
void read_tag_test(const YamlValue& value, const std::string& tag, Conditions& conditions) {
    static constexpr std::array<std::string_view, 4> tests{"equals", "in", "exists", "absent"};
    const auto& entries = value.node().entries;
    bool known = true;
    for (const auto& entry : entries) {
        if (std::ranges::find(tests, entry.key) != tests.end()) continue;
        const auto nearest = core::closest(entry.key, tests);
        value.refuse_key(entry, "unknown key", fmt::format("{}", fmt::join(tests, ", ")),
                         nearest ? fmt::format("did you mean \"{}\"?", *nearest) : std::string{});
        known = false;
    }
    if (!known) return;
    if (entries.size() != 1) return value.refuse("this is no test of a tag", std::string(tag_tests));
    const auto& test = entries.front();
    ConfigKey key{.type = KeyType::texts, .single = test.key == "equals", .expected = "values of the tag"};
    if (test.key == "exists" || test.key == "absent") {
        key.type = KeyType::boolean;
        const auto wanted = boolean_in(value.child(test, key));
        if (!wanted) return;
        auto present = core::tag_condition(tag, {}, value.path());
        const bool exists = *wanted == (test.key == "exists");
        conditions.push_back(exists ? std::move(present) : core::negated(std::move(present), value.path()));
        return;
    }
    Texts values;
    if (test.key == "equals") {
        if (auto text = text_or_empty_in(value.child(test, key))) values.insert(*std::move(text));
    } else {
        values = text_set(value.child(test, key));
    }
    if (!values.empty()) conditions.push_back(core::tag_condition(tag, std::move(values), value.path()));
}

void read_tag(const YamlValue& value, const std::string& tag, Conditions& conditions) {
    if (value.is(YamlNode::Kind::mapping)) return read_tag_test(value, tag, conditions);
    Texts values;
    if (value.is(YamlNode::Kind::sequence))
        values = text_set(value);
    else if (auto text = text_or_empty_in(value))
        values.insert(*std::move(text));
    if (!values.empty()) conditions.push_back(core::tag_condition(tag, std::move(values), value.path()));
}

void read_tags(const YamlValue& value, Conditions& conditions) {
    if (!value.is(YamlNode::Kind::mapping)) {
        const bool missing = value.is(YamlNode::Kind::null);
        return value.refuse(missing ? "the value is missing" : "tags are written as keys and values", {},
                            "for example {env: prod}");
    }
    static constexpr ConfigKey tag_key{.type = KeyType::texts, .expected = tag_tests};
    for (const auto& entry : value.node().entries)
        read_tag(value.child(entry, tag_key), entry.key, conditions);
}

// A mapping below `all`, `any` or `not`; nothing where it has a problem.
void read_part(const YamlValue& value, Conditions& parts) {
    const auto problems = value.report().problems.size();
    auto part = read_conditions(value);
    const bool good = value.report().problems.size() == problems;
    if (good && !core::Selector{part}.has_condition())
        return value.refuse("there is no condition in it", "the keys " + names_of(selector_keys()));
    if (good) parts.push_back(std::move(part));
}

template <ConditionKind kind>
void read_group(const YamlValue& value, Conditions& conditions) {
    Conditions parts;
    for (const auto& item : items_in(value))
        read_part(item, parts);
    if (parts.empty()) return;
    conditions.push_back(kind == ConditionKind::all ? core::all_of(std::move(parts), value.path())
                                                    : core::any_of(std::move(parts), value.path()));
}

void read_not(const YamlValue& value, Conditions& conditions) {
    Conditions parts;
    read_part(value, parts);
    if (!parts.empty()) conditions.push_back(core::negated(std::move(parts.front()), value.path()));
}

constexpr ConfigKey texts_key(std::string_view key, std::string_view expected, std::string_view meaning) {
    return {.key = key, .type = KeyType::texts, .single = true, .expected = expected, .meaning = meaning};
}

constexpr ConfigKey truth_key(std::string_view key, std::string_view meaning) {
    return {.key = key, .type = KeyType::boolean, .meaning = meaning};
}

constexpr ConfigKey tree_key(std::string_view key, std::string_view expected, std::string_view meaning) {
    return {.key = key, .type = KeyType::other, .expected = expected, .meaning = meaning};
}

constexpr std::string_view one_or_list = "one or a list of them";
constexpr std::string_view sites_expected = "one id of an office site or a list of them";

constexpr std::array<Key<Conditions>, 20> keys{{
    {texts_key("ids", "one id, such as ecd-1abc, or a list of them", "Exactly these desktops."), read_ids},
    {texts_key("name", "one pattern or a list of them; * is any text, ? one character, \\ takes the next one as it is",
               "Desktops whose name matches one of these patterns; \"*\" is every desktop."),
     read_texts<ConditionKind::name>},
    {{.key = "name_matches",
      .expected = "a regular expression as RE2 takes it",
      .meaning = "Desktops in whose name the expression is found; ^ and $ tie it to the name's ends."},
     read_name_matches},
    {tree_key("tags", "tag keys with a value, a list of values, {exists: true} or {absent: true}",
              "Desktops that have all of these tags, exactly as written."),
     read_tags},
    {texts_key("account", one_or_list, "Desktops of these accounts of the main file."),
     read_texts<ConditionKind::account>},
    {texts_key("region", one_or_list, "Desktops in these regions."), read_texts<ConditionKind::region>},
    {texts_key("office_sites", sites_expected, "Desktops of these office sites."),
     read_texts<ConditionKind::office_site>},
    {texts_key("office_site", sites_expected, "The same as office_sites."), read_texts<ConditionKind::office_site>},
    {texts_key("desktop_group", one_or_list, "Desktops that are pooled in these groups, by id."),
     read_texts<ConditionKind::desktop_group>},
    {truth_key("pooled", "Desktops of any desktop group, or of none."), read_presence<ConditionKind::pooled>},
    {texts_key("resource_group", one_or_list, "Desktops of these resource groups, by id or name."),
     read_texts<ConditionKind::resource_group>},
    {texts_key("os", "Windows, Linux or a list of them", "Desktops with these operating systems, in any case."),
     read_texts<ConditionKind::os>},
    {{.key = "charge_type",
      .type = KeyType::words,
      .single = true,
      .words = charge_words,
      .meaning = "Desktops that are paid so."},
     read_charge_type},
    {texts_key("policy_group", one_or_list, "Desktops under these policies of the cloud's, by id."),
     read_texts<ConditionKind::policy_group>},
    {texts_key("end_user", one_or_list, "Desktops that are assigned to these users, by id."),
     read_texts<ConditionKind::end_user>},
    {truth_key("data_disk", "Desktops that have a data disk, or have none."), read_presence<ConditionKind::data_disk>},
    {texts_key("protocol", "ASP or another, or a list of them", "Desktops with these protocols, in any case."),
     read_texts<ConditionKind::protocol>},
    {tree_key("all", "a list of conditions, each as in select", "All of these hold."), read_group<ConditionKind::all>},
    {tree_key("any", "a list of conditions, each as in select", "At least one of these holds."),
     read_group<ConditionKind::any>},
    {tree_key("not", "conditions as in select", "These do not hold together."), read_not},
}};

// `office_site` and `office_sites` in one mapping: one of them was meant to count.
void check_office_sites(const YamlValue& value) {
    const YamlEntry* first = nullptr;
    for (const auto& entry : value.node().entries) {
        if (entry.key != "office_site" && entry.key != "office_sites") continue;
        if (first != nullptr && first->key != entry.key)
            value.child(entry, value.key())
                .refuse("office_site and office_sites are the same key", {}, "keep one of them");
        first = &entry;
    }
}

core::Condition read_conditions(const YamlValue& value) {
    Conditions conditions;
    read_mapping(value, KeyTable<Conditions>{keys, {}}, conditions);
    check_office_sites(value);
    return core::all_of(std::move(conditions), value.path());
}

}  // namespace

core::Selector read_selector(const YamlValue& value) {
    return {read_conditions(value)};
}

std::vector<ConfigKey> selector_keys() {
    return infos_of(std::span<const Key<Conditions>>(keys));
}

}  // namespace ecdsnap::adapters
