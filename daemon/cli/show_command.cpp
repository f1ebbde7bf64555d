#include "adapters/yaml/effective_policy.hpp"
#include "adapters/yaml/settings_reader.hpp"
#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/commands.hpp"
#include "cli/tables/exit_code.hpp"
#include "cli/tables/table.hpp"
#include "core/text/edit_distance.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;
using adapters::EffectiveKey;
using adapters::EffectivePolicy;
using adapters::ValueSource;
using adapters::YamlNode;

// A scalar without quotes may be more than text.
Json scalar_json(const YamlNode& node) {
    if (node.quoted) return node.text;
    if (node.text == "true" || node.text == "false") return node.text == "true";
    constexpr std::size_t most_digits = 9;
    const bool digits = node.text.find_first_not_of("0123456789") == std::string::npos;
    if (digits && !node.text.empty() && node.text.size() <= most_digits) return std::stoi(node.text);
    return node.text;
}

Json value_json(const YamlNode& node) {
    switch (node.kind) {
        case YamlNode::Kind::null: return nullptr;
        case YamlNode::Kind::scalar: return scalar_json(node);
        case YamlNode::Kind::sequence: {
            auto list = Json::array();
            for (const auto& item : node.items)
                list.push_back(value_json(item));
            return list;
        }
        case YamlNode::Kind::mapping: {
            auto mapping = Json::object();
            for (const auto& entry : node.entries)
                mapping[entry.key] = value_json(entry.value);
            return mapping;
        }
    }
    return nullptr;
}

const char* source_word(ValueSource source) {
    switch (source) {
        case ValueSource::policy: return "policy";
        case ValueSource::named_template: return "template";
        case ValueSource::defaults: return "defaults";
        case ValueSource::built_in: return "default";
    }
    return "?";
}

Json key_json(const EffectiveKey& key) {
    Json out;
    out["key"] = key.path;
    out["value"] = value_json(key.value);
    out["from"] = source_word(key.source);
    out["file"] = key.file.empty() ? Json(nullptr) : Json(key.file);
    out["line"] = key.line == 0 ? Json(nullptr) : Json(key.line);
    out["template"] = key.template_name.empty() ? Json(nullptr) : Json(key.template_name);
    return out;
}

Json policy_json(const EffectivePolicy& policy) {
    Json out;
    out["name"] = policy.name;
    out["file"] = policy.file;
    out["line"] = policy.line;
    out["templates"] = policy.templates;
    return out;
}

int list_policies(const std::vector<EffectivePolicy>& policies, Terminal& terminal, Output output) {
    if (output == Output::json) {
        Json out;
        out["policies"] = Json::array();
        for (const auto& policy : policies)
            out["policies"].push_back(policy_json(policy));
        terminal.out << out.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
        return exit_good;
    }
    Table table({{"POLICY"}, {"WRITTEN AT"}, {"TEMPLATES"}});
    for (const auto& policy : policies)
        table.add({policy.name, fmt::format("{}:{}", policy.file, policy.line),
                   fmt::format("{}", fmt::join(policy.templates, ", "))});
    terminal.out << (table.empty() ? "no policies\n" : table.text(terminal.width));
    return exit_good;
}

int refuse_name(const std::vector<EffectivePolicy>& policies, const std::string& name, Terminal& terminal) {
    std::vector<std::string_view> names;
    for (const auto& policy : policies)
        names.push_back(policy.name);
    const auto nearest = core::closest(name, names);
    terminal.err << "ecdsnap: there is no policy \"" << core::printable(name) << "\""
                 << (nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : "; `ecdsnap show` lists them") << '\n';
    return exit_usage;
}

}  // namespace

int show_policy(const std::filesystem::path& main_file, Terminal& terminal, const std::string& name, Output output) {
    const auto loaded = adapters::load_config(main_file, environment_of_visitor());
    if (!loaded) {
        terminal.err << check_text(loaded);
        return exit_usage;
    }
    if (name.empty()) return list_policies(loaded->effective, terminal, output);
    const auto policy = std::ranges::find(loaded->effective, name, &EffectivePolicy::name);
    if (policy == loaded->effective.end()) return refuse_name(loaded->effective, name, terminal);
    if (output == Output::text) {
        terminal.out << effective_text(*policy);
        return exit_good;
    }
    Json out = policy_json(*policy);
    out["keys"] = Json::array();
    for (const auto& key : policy->keys)
        out["keys"].push_back(key_json(key));
    terminal.out << out.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
    return exit_good;
}

}  // namespace ecdsnap::cli
