#include "adapters/yaml/settings_reader.hpp"

#include "adapters/yaml/config_file.hpp"
#include "adapters/yaml/name_list.hpp"
#include "adapters/yaml/policy_reader.hpp"
#include "adapters/yaml/settings_draft.hpp"
#include "core/text/edit_distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace ecdsnap::adapters {
namespace {

constexpr ConfigKey file_info{.key = "", .type = KeyType::mapping, .children = settings_keys};

template <class T>
void append(std::vector<T>& all, std::vector<T>&& more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

// `policies:` of a file that breaks off in a syntax error: what stands before the error is good enough to look for more
// problems in the policies.
std::filesystem::path policies_before_error(const YamlNode& root, const std::filesystem::path& folder) {
    for (const auto& entry : root.entries)
        if (entry.key == "policies" && !entry.value.text.empty()) return folder / entry.value.text;
    std::error_code error;
    return std::filesystem::is_directory(folder / "policies.d", error) ? folder / "policies.d"
                                                                       : std::filesystem::path{};
}

void read_settings(const std::string& text, SettingsDraft& draft, FileReport& report) {
    const auto tree = read_yaml(text);
    for (const auto& problem : tree.problems)
        report.problems.push_back({report.file, problem.at, {}, problem.problem, {}, {}, problem.hint});
    if (tree.complete && tree.root.kind == YamlNode::Kind::null)
        report.problems.push_back(
            {report.file, {}, {}, "the file is empty", {}, "the keys " + names_of(settings_keys()), {}});
    else if (tree.complete)
        read_mapping({tree.root, {}, file_info, report}, settings_table(), draft);
    else
        draft.policies = policies_before_error(tree.root, draft.folder);
}

void warn_of_unknown_policies(const std::vector<NamedPolicy>& named, LoadedConfig& loaded) {
    std::vector<std::string> names;
    for (const core::Policy& policy : loaded.policies)
        names.push_back(policy.name);
    for (const NamedPolicy& one : named) {
        if (std::ranges::count(names, one.name) > 0) continue;
        ConfigProblem warning = one.warning;
        warning.allowed = names.empty() ? "" : name_list(names);
        if (const auto likely = core::closest(one.name, names))
            warning.hint = fmt::format("did you mean \"{}\"?", *likely);
        loaded.warnings.push_back(std::move(warning));
    }
}

}  // namespace

ConfigResult load_config(const std::filesystem::path& main_file, const ConfigEnvironment& environment) {
    LoadedConfig loaded;
    std::vector<ConfigProblem> problems;
    loaded.files.push_back(main_file);
    const auto main_text = read_config_file(main_file);
    if (!main_text) {
        problems.push_back({main_file.string(), {}, {}, main_text.error().problem, {}, {}, {}});
        return problems;
    }
    SettingsDraft draft{&environment, main_file.parent_path(), {}, {}, {}};
    FileReport report{main_file.string(), problems, loaded.warnings};
    read_settings(*main_text, draft, report);
    if (!draft.policies.empty()) {
        auto set = load_policies(draft.policies, draft.settings.zones, environment);
        append(problems, std::move(set.problems));
        append(loaded.warnings, std::move(set.warnings));
        append(loaded.policies, std::move(set.policies));
        append(loaded.effective, std::move(set.effective));
        append(loaded.files, std::move(set.files));
    }
    warn_of_unknown_policies(draft.named_policies, loaded);
    sort_problems(problems);
    sort_problems(loaded.warnings);
    if (!problems.empty()) return problems;
    loaded.settings = std::move(draft.settings);
    return loaded;
}

std::string describe_settings() {
    return key_reference(settings_keys());
}

std::string describe_policies() {
    return key_reference(policy_file_keys());
}

}  // namespace ecdsnap::adapters
