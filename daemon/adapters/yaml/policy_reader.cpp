#include "adapters/yaml/policy_reader.hpp"

#include "adapters/yaml/policy_draft.hpp"
#include "adapters/yaml/policy_files.hpp"
#include "adapters/yaml/policy_inheritance.hpp"
#include "adapters/yaml/policy_layers.hpp"
#include "core/policy/desktop_zones.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
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

// Where a value of a policy was written; null: in the policy.
std::string file_of(const YamlValue& policy, const YamlNode* node) {
    return node != nullptr && node->origin ? node->origin->file : policy.report().file;
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
    policy.mode = draft.mode;
    policy.objective = objective_of(draft);
    policy.approve_above = draft.approve_above;
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
        problems.push_back({file_of(value, &blamed),
                            blamed.at,
                            broken.field,
                            own != nullptr ? broken.problem : "the default " + broken.problem,
                            own != nullptr ? own->text : std::string{},
                            broken.allowed,
                            {}});
    }
}

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

// What one file holds, to be read when every file is known.
struct FileContents {
    std::optional<YamlValue> policies;
    std::optional<YamlValue> defaults;
    std::optional<YamlValue> templates;
};

void keep_policies(const YamlValue& value, FileContents& contents) {
    contents.policies = value;
}
void keep_defaults(const YamlValue& value, FileContents& contents) {
    contents.defaults = value;
}
void keep_templates(const YamlValue& value, FileContents& contents) {
    contents.templates = value;
}
void read_before(const YamlValue&, FileContents&) {}  // policies of any file may use them

constexpr std::array<Key<FileContents>, 5> file_keys{{
    {{.key = "policies", .type = KeyType::mappings, .meaning = "The policies of this file.", .children = policy_keys},
     keep_policies},
    {{.key = "calendars",
      .type = KeyType::mappings,
      .meaning = "Days and hours that schedules of all files may keep to, or away from.",
      .children = calendar_keys},
     read_before},
    {{.key = "defaults",
      .type = KeyType::other,
      .expected = "keys of a policy, but name, select and template",
      .meaning = "What the policies of this file, and of files that include it, do not say themselves."},
     keep_defaults},
    {{.key = "templates",
      .type = KeyType::other,
      .expected = "names with keys of a policy, but name, below each",
      .meaning = "What policies and other templates of all files may inherit by `template`."},
     keep_templates},
    {{.key = "include",
      .type = KeyType::texts,
      .single = true,
      .expected = "files, relative to this one",
      .meaning = "Files that are read as well; their defaults hold here, below this file's own."},
     read_before},
}};

constexpr ConfigKey file_info{.key = "", .type = KeyType::mapping, .children = policy_file_keys};

// What a part of a policy may leave to others, of the keys that it may have.
YamlNode left_to_others(const KeyTable<PolicyDraft>& table) {
    static const YamlNode all = read_yaml("{select: {name: \"*\"}, schedule: {}}").root;
    auto rest = all;
    std::erase_if(rest.entries, [&](const YamlEntry& entry) {
        return std::ranges::none_of(table.keys, [&](const auto& key) { return key.info.key == entry.key; });
    });
    return rest;
}

// A template, `defaults` or a policy without its template: each value is checked, whether or not a policy inherits it.
// What they mean together is only known in a whole policy.
void check_layer(const YamlValue& layer, const KeyTable<PolicyDraft>& table, const ConfigEnvironment& environment,
                 const Calendars& calendars) {
    const auto whole = layered(left_to_others(table), layer.node(), policy_keys());
    PolicyDraft draft(environment);
    draft.times.is_part = true;
    draft.times.dialect_elsewhere = true;
    draft.calendars = &calendars;
    read_mapping({whole, {}, layer.key(), layer.report()}, table, draft);
    finish_schedule(draft);
}

class PolicyReader {
public:
    PolicyReader(const ConfigEnvironment& environment, PolicySet& set) : environment_(&environment), set_(&set) {}

    void read(std::deque<PolicyFile>& files) {
        std::vector<FileContents> contents;
        for (auto& file : files)
            read_calendars(file.root, file.report, *environment_, set_->calendars);
        for (auto& file : files)
            contents.push_back(contents_of(file));
        inheritance_.check_chains();
        inheritance_.for_each([this](const YamlValue& layer, const KeyTable<PolicyDraft>& table) {
            check_layer(layer, table, *environment_, set_->calendars);
        });
        for (std::size_t i = 0; i < files.size(); ++i)
            if (contents[i].policies) read_list(*contents[i].policies, files[i]);
    }

private:
    FileContents contents_of(PolicyFile& file) {
        FileContents contents;
        if (file.root.kind == YamlNode::Kind::null) return contents;
        const YamlValue root(file.root, {}, file_info, file.report);
        read_mapping(root, KeyTable<FileContents>{file_keys, {}}, contents);
        const auto known = [](const YamlEntry& entry) {
            return std::ranges::any_of(file_keys, [&](const auto& key) { return key.info.key == entry.key; });
        };
        if (root.is(YamlNode::Kind::mapping) && std::ranges::none_of(file.root.entries, known))
            root.refuse_key(file.root.at, "policies", "the key is missing", allowed_text(file_keys[0].info));
        if (contents.defaults) inheritance_.add_defaults(file, *contents.defaults);
        if (contents.templates) inheritance_.add_templates(*contents.templates);
        return contents;
    }

    void read_list(const YamlValue& value, const PolicyFile& file) {
        if (value.is(YamlNode::Kind::sequence) && value.node().items.empty()) return value.warn("the list is empty");
        for (const auto& item : items_in(value))  // paths start anew at each policy: the line says which one it is
            read_policy({item.node(), {}, item.key(), item.report()}, file);
    }

    void read_policy(const YamlValue& written, const PolicyFile& file) {
        auto& problems = written.report().problems;
        const auto first_problem = problems.size();
        auto inherited = inheritance_.inherited_by(written, file);
        const YamlValue value(inherited.tree, {}, written.key(), written.report());
        PolicyDraft draft(*environment_);
        draft.calendars = &set_->calendars;
        if (!inherited.whole) return check_layer(written, policy_table(), *environment_, set_->calendars);
        read_mapping(value, policy_table(), draft);
        check_says_when(value, draft);
        finish_schedule(draft);
        const auto source = fmt::format("{}:{}", value.report().file, value.node().at.line);
        auto policy = policy_from(draft, source);
        if (value.is(YamlNode::Kind::mapping)) check_rules(value, policy, first_problem);
        check_unique(value, draft, source, *set_);
        warn_of_missing_zone(value, draft);
        if (problems.size() == first_problem && !leaves_a_slot(policy.schedule.timetable))
            refuse_empty_timetable(value);
        if (problems.size() != first_problem) return;
        set_->policies.push_back(std::move(policy));
        set_->effective.push_back({draft.name, file.report.file, value.node().at.line, std::move(inherited.templates),
                                   effective_keys(inherited.tree, policy_keys(), file.report.file)});
    }

    static void check_says_when(const YamlValue& value, const PolicyDraft& draft) {
        const auto& objective = draft.objective;
        // What is inherited may be meant for others.
        if (!objective.is_given && objective.verified_value && !objective.verified_value->node().origin)
            objective.verified_value->refuse("says nothing without the key rpo", {}, "remove it, or add rpo");
        if (objective.is_given || !value.is(YamlNode::Kind::mapping) || node_at(value.node(), "schedule") != nullptr)
            return;
        value.refuse_key(value.node().at, "schedule", "the key is missing",
                         "the keys " + names_of(infos_of(schedule_table().keys)), "or objective: {rpo: 24h}");
    }

    static void refuse_empty_timetable(const YamlValue& value) {
        value.report().problems.push_back({file_of(value, node_at(value.node(), "schedule")),
                                           place_of(value.node(), "schedule"),
                                           "schedule",
                                           "its calendars take every slot away: this policy would never be due",
                                           {},
                                           {},
                                           "see only_on and except_on"});
    }

    static void warn_of_missing_zone(const YamlValue& value, const PolicyDraft& draft) {
        if (!draft.times.cron_value || draft.times.timezone || draft.recurrences.empty()) return;
        const auto* cron = node_at(value.node(), "schedule.cron");
        value.report().warnings.push_back({file_of(value, cron),
                                           cron != nullptr ? cron->at : value.node().at,
                                           "schedule.timezone",
                                           "is not given: the times are UTC",
                                           {},
                                           {},
                                           "for example timezone: Asia/Shanghai"});
    }

    const ConfigEnvironment* environment_;
    PolicySet* set_;
    Inheritance inheritance_;
};

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

void read_policies(std::string_view text, const std::string& file, const ConfigEnvironment& environment,
                   PolicySet& set) {
    PolicyFiles files(set);
    files.add_text(text, file);
    PolicyReader(environment, set).read(files.files());
}

PolicySet load_policies(const std::filesystem::path& folder, const std::vector<core::NamedZone>& zones,
                        const ConfigEnvironment& environment) {
    PolicySet set;
    PolicyFiles files(set);
    for (const auto& file : yaml_files_in(folder, set))
        files.add(file);
    PolicyReader(environment, set).read(files.files());
    for (core::Policy& policy : set.policies)
        if (!policy.objective || policy.objective->slots != core::SlotSource::objective)
            core::add_zones(zones, policy.schedule);
    sort_problems(set.problems);
    sort_problems(set.warnings);
    return set;
}

std::vector<ConfigKey> policy_file_keys() {
    return infos_of(std::span<const Key<FileContents>>(file_keys));
}

}  // namespace ecdsnap::adapters
