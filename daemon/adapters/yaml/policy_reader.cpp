#include "adapters/yaml/policy_reader.hpp"

#include "adapters/yaml/config_file.hpp"
#include "adapters/yaml/policy_draft.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace ecdsnap::adapters {
namespace {

// The node at a path such as "schedule.window" below `node`; nullptr: it is not in the file. Keys may repeat (that is a
// problem already): the last one that leads there is the one that counted.
const YamlNode* node_at(const YamlNode& node, std::string_view path) {
    const auto key = path.substr(0, path.find('.'));
    const auto rest = path.substr(std::min(key.size() + 1, path.size()));
    for (auto entry = node.entries.rbegin(); entry != node.entries.rend(); ++entry) {
        if (entry->key != key) continue;
        const auto* found = rest.empty() ? &entry->value : node_at(entry->value, rest);
        if (found != nullptr) return found;
    }
    return nullptr;
}

// Where to point for a path: at the policy, when the path is not in the file.
Position place_of(const YamlNode& policy, std::string_view path) {
    const auto* node = node_at(policy, path);
    return node != nullptr ? node->at : policy.at;
}

bool covers(std::string_view path, std::string_view other) {
    return other.starts_with(path) &&
           (other.size() == path.size() || other[path.size()] == '.' || other[path.size()] == '[');
}

core::Policy policy_from(const PolicyDraft& draft, std::string source) {
    const auto timezone = draft.times.timezone.value_or("UTC");
    core::Schedule schedule(core::Timetable(draft.recurrences, draft.calendar_rules), draft.times.zone, timezone);
    schedule.catch_up = draft.catch_up;
    schedule.catch_up_within = draft.catch_up_within;
    schedule.on_enable = draft.on_enable;
    core::Policy policy{draft.name, draft.select, draft.disks, std::move(schedule), draft.rules, std::move(source)};
    policy.rules.timezone = timezone;
    return policy;
}

// Rules over values in the file, at the key that broke them; a key that already has a problem gets no second one.
void check_rules(const YamlValue& value, const core::Policy& policy, std::size_t first_problem) {
    auto& problems = value.report().problems;
    const auto reported = problems.size();
    for (const auto& broken : core::check_policy(policy)) {
        const bool known =
            std::any_of(problems.begin() + static_cast<std::ptrdiff_t>(first_problem),
                        problems.begin() + static_cast<std::ptrdiff_t>(reported), [&](const ConfigProblem& problem) {
                            return covers(problem.path, broken.field) || covers(broken.field, problem.path) ||
                                   (!broken.other.empty() && covers(problem.path, broken.other));
                        });
        if (known) continue;
        const auto* own = node_at(value.node(), broken.field);
        const auto* other = broken.other.empty() ? nullptr : node_at(value.node(), broken.other);
        const auto& blamed = own != nullptr ? *own : other != nullptr ? *other : value.node();
        problems.push_back({value.report().file,
                            blamed.at,
                            broken.field,
                            own != nullptr ? broken.problem : "the default " + broken.problem,
                            own != nullptr ? own->text : std::string{},
                            broken.allowed,
                            {}});
    }
}

struct Destination {
    const ConfigEnvironment* environment;
    PolicySet* set;
};

void check_unique(const YamlValue& value, const PolicyDraft& draft, const std::string& source, PolicySet& set) {
    if (draft.name.empty()) return;
    const auto [first, is_new] = set.places.try_emplace(draft.name, source);
    if (is_new) return;
    value.report().problems.push_back(
        {value.report().file,
         place_of(value.node(), "name"),
         "name",
         fmt::format("\"{}\" is also the name of the policy at {}", draft.name, first->second),
         draft.name,
         {},
         "rename one of them"});
}

void read_policy(const YamlValue& value, const Destination& destination) {
    auto& problems = value.report().problems;
    const auto first_problem = problems.size();
    PolicyDraft draft(*destination.environment);
    draft.calendars = &destination.set->calendars;
    read_mapping(value, policy_table(), draft);
    const auto source = fmt::format("{}:{}", value.report().file, value.node().at.line);
    auto policy = policy_from(draft, source);
    if (value.is(YamlNode::Kind::mapping)) check_rules(value, policy, first_problem);
    check_unique(value, draft, source, *destination.set);
    if (problems.size() == first_problem && !leaves_a_slot(policy.schedule.timetable))
        problems.push_back({value.report().file,
                            place_of(value.node(), "schedule"),
                            "schedule",
                            "its calendars take every slot away: this policy would never be due",
                            {},
                            {},
                            "see only_on and except_on"});
    if (draft.times.cron_value && !draft.times.timezone && !draft.recurrences.empty())
        value.report().warnings.push_back({value.report().file,
                                           place_of(value.node(), "schedule.cron"),
                                           "schedule.timezone",
                                           "is not given: the times are UTC",
                                           {},
                                           {},
                                           "for example timezone: Asia/Shanghai"});
    if (problems.size() == first_problem) destination.set->policies.push_back(std::move(policy));
}

void read_list(const YamlValue& value, Destination& destination) {
    if (value.is(YamlNode::Kind::sequence) && value.node().items.empty()) return value.warn("the list is empty");
    for (const auto& item : items_in(value))  // paths start anew at each policy: the line says which one it is
        read_policy({item.node(), {}, item.key(), item.report()}, destination);
}

constexpr std::array<Key<Destination>, 2> file_keys{{
    {{.key = "policies", .type = KeyType::mappings, .required = true, .children = policy_keys}, read_list},
    // Read already: policies of any file may use them.
    {{.key = "calendars", .type = KeyType::mappings, .children = calendar_keys}, [](const YamlValue&, Destination&) {}},
}};

// A file may hold calendars and no policies.
std::array<Key<Destination>, 2> keys_of(const YamlNode& root) {
    auto keys = file_keys;
    if (node_at(root, "calendars") != nullptr) keys[0].info.required = false;
    return keys;
}

constexpr ConfigKey file_info{.key = "", .type = KeyType::mapping, .children = [] {
                                  return infos_of(std::span<const Key<Destination>>(file_keys));
                              }};

std::vector<std::filesystem::path> yaml_files_in(const std::filesystem::path& folder, PolicySet& set) {
    std::vector<std::filesystem::path> files;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto name = entry->path().filename();
        if (name.string().starts_with(".") || entry->is_directory()) continue;
        if (name.extension() == ".yaml") files.push_back(folder / name);
        if (name.extension() == ".yml")
            set.warnings.push_back(
                {(folder / name).string(), {}, {}, "is ignored: only *.yaml is read", {}, {}, "rename it"});
    }
    if (error)
        set.problems.push_back({folder.string(),
                                {},
                                {},
                                fmt::format("cannot be read: {}", error.message()),
                                {},
                                "a folder with *.yaml files",
                                {}});
    else if (files.empty())
        set.warnings.push_back(
            {folder.string(), {}, {}, "no *.yaml in this folder: there is nothing to do", {}, {}, {}});
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

namespace {

void read_policies(const YamlTree& tree, const std::string& file, const ConfigEnvironment& environment,
                   PolicySet& set) {
    for (const auto& problem : tree.problems)
        set.problems.push_back({file, problem.at, {}, problem.problem, {}, {}, problem.hint});
    if (!tree.complete) return;
    FileReport report{file, set.problems, set.warnings};
    if (tree.root.kind == YamlNode::Kind::null) {
        set.warnings.push_back({file, {}, {}, "the file holds no policy", {}, {}, {}});
        return;
    }
    Destination destination{&environment, &set};
    const auto keys = keys_of(tree.root);
    read_mapping({tree.root, {}, file_info, report}, KeyTable<Destination>{keys, {}}, destination);
}

void read_calendars(const YamlTree& tree, const std::string& file, const ConfigEnvironment& environment,
                    PolicySet& set) {
    if (!tree.complete) return;
    FileReport report{file, set.problems, set.warnings};
    read_calendars(tree.root, report, environment, set.calendars);
}

}  // namespace

void read_policies(std::string_view text, const std::string& file, const ConfigEnvironment& environment,
                   PolicySet& set) {
    const auto tree = read_yaml(text);
    read_calendars(tree, file, environment, set);
    read_policies(tree, file, environment, set);
}

PolicySet load_policies(const std::filesystem::path& folder, const ConfigEnvironment& environment) {
    PolicySet set;
    std::vector<std::pair<std::string, YamlTree>> trees;
    for (const auto& file : yaml_files_in(folder, set)) {
        set.files.push_back(file);
        if (const auto text = read_config_file(file))
            trees.emplace_back(file.string(), read_yaml(*text));
        else
            set.problems.push_back({file.string(), {}, {}, text.error().problem, {}, {}, {}});
    }
    for (const auto& [file, tree] : trees)
        read_calendars(tree, file, environment, set);
    for (const auto& [file, tree] : trees)
        read_policies(tree, file, environment, set);
    sort_problems(set.problems);
    sort_problems(set.warnings);
    return set;
}

}  // namespace ecdsnap::adapters
