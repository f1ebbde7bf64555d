#include "adapters/yaml/policy_files.hpp"

#include "adapters/yaml/config_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::adapters {
namespace {

std::filesystem::path identity_of(const std::filesystem::path& file) {
    std::error_code error;
    auto path = std::filesystem::weakly_canonical(file, error);
    return error ? file.lexically_normal() : path;
}

YamlNode tree_of(std::string_view text, FileReport& report) {
    auto tree = read_yaml(text);
    for (const auto& problem : tree.problems)
        report.problems.push_back({report.file, problem.at, {}, problem.problem, {}, {}, problem.hint});
    if (tree.complete && tree.root.kind == YamlNode::Kind::null)
        report.warnings.push_back({report.file, {}, {}, "the file holds no policy", {}, {}, {}});
    return tree.complete ? std::move(tree.root) : YamlNode{};
}

const ConfigKey include_key{
    .key = "include", .type = KeyType::texts, .single = true, .expected = "files, relative to this one"};

}  // namespace

void PolicyFiles::add(const std::filesystem::path& file) {
    if (!known_.contains(identity_of(file))) read(file);
}

void PolicyFiles::add_text(std::string_view text, const std::filesystem::path& file) {
    auto& added = files_.emplace_back(PolicyFile{{file.string(), set_->problems, set_->warnings}, {}, {}});
    added.root = tree_of(text, added.report);
    known_[identity_of(file)] = &added;
    read_includes(added, file);
}

PolicyFile* PolicyFiles::read(const std::filesystem::path& file) {
    set_->files.push_back(file);
    const auto text = read_config_file(file);
    if (text) {
        add_text(*text, file);
        return known_[identity_of(file)];
    }
    set_->problems.push_back({file.string(), {}, {}, text.error().problem, {}, {}, {}});
    return known_[identity_of(file)] = nullptr;
}

void PolicyFiles::read_includes(PolicyFile& file, const std::filesystem::path& path) {
    including_.push_back(identity_of(path));
    for (const auto& entry : file.root.entries) {
        if (entry.key != include_key.key) continue;
        for (const auto& named : texts_in({entry.value, "include", include_key, file.report}))
            include(file, named, path);
    }
    including_.pop_back();
}

void PolicyFiles::include(PolicyFile& by, const YamlValue& named, const std::filesystem::path& path) {
    const auto file = (path.parent_path() / named.node().text).lexically_normal();
    const auto place = identity_of(file);
    if (std::ranges::find(including_, place) != including_.end())
        return named.refuse_given("includes this file in turn", {}, "leave one of the two includes out");
    if (const auto known = known_.find(place); known != known_.end()) {
        if (known->second != nullptr) by.includes.push_back(known->second);
        return;
    }
    if (const auto text = read_config_file(file); !text) {
        known_[place] = nullptr;
        return named.refuse_given(text.error().problem, std::string(include_key.expected));
    }
    if (const auto* included = read(file)) by.includes.push_back(included);
}

}  // namespace ecdsnap::adapters
