#include "cli/option_table/option_table.hpp"

#include "cli/option_table/option_value.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json option_json(const CLI::Option& option) {
    Json names = Json::array();
    for (const auto& name : option.get_snames())
        names.push_back("-" + name);
    for (const auto& name : option.get_lnames())
        names.push_back("--" + name);
    const auto value = value_of(option);
    Json out;
    out["names"] = std::move(names);
    out["positional"] = option.get_positional() ? Json(option.get_name(true)) : Json(nullptr);
    out["value"] = text_or_null(value.name);
    out["allowed"] = text_or_null(value.allowed);
    out["choices"] = value.choices;
    out["default"] = text_or_null(option.get_default_str());
    out["required"] = option.get_required();
    out["repeated"] = value.repeated;
    out["optional_value"] = value.optional && !value.name.empty();
    out["description"] = option.get_description();
    return out;
}

Json command_json(const CLI::App& command) {
    Json out;
    out["name"] = command.get_name();
    out["description"] = command.get_description();
    out["footer"] = command.get_footer();
    out["options"] = Json::array();
    for (const CLI::Option* option : command.get_options())
        if (!option->get_group().empty()) out["options"].push_back(option_json(*option));
    out["commands"] = Json::array();
    const std::function<bool(const CLI::App*)> shown = [](const CLI::App* each) { return !each->get_group().empty(); };
    for (const CLI::App* each : command.get_subcommands(shown))
        out["commands"].push_back(command_json(*each));
    return out;
}

}  // namespace

std::string option_table_json(const CLI::App& program) {
    return command_json(program).dump(1) + "\n";
}

}  // namespace ecdsnap::cli
