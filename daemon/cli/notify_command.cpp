// `ecdsnap notify --test`: whether those who are to be told can be reached.
#include "adapters/yaml/settings_reader.hpp"
#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/check/delivery_means.hpp"
#include "cli/commands.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/text/edit_distance.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <vector>

namespace ecdsnap::cli {
namespace {

struct Tried {
    std::string channel;
    core::DeliveryEnd end;
};

bool is_good(const Tried& tried) {
    return tried.end.result == core::DeliveryResult::delivered;
}

// Empty: there is none of this name, which has been told.
std::vector<core::ChannelSettings> chosen(const core::Settings& settings, const std::string& name, Terminal& terminal) {
    if (name.empty() && settings.notifications.empty())
        terminal.err << "ecdsnap: the configuration has no `notifications`\n";
    if (name.empty()) return settings.notifications;
    std::vector<std::string> names;
    for (const core::ChannelSettings& channel : settings.notifications) {
        if (channel.name == name) return {channel};
        names.push_back(channel.name);
    }
    const auto near = core::closest(name, names);
    terminal.err << fmt::format("ecdsnap: there is no channel \"{}\"; there are: {}{}\n", name, fmt::join(names, ", "),
                                near ? fmt::format("; did you mean \"{}\"?", *near) : "");
    return {};
}

void tell(const Tried& tried, Terminal& terminal) {
    terminal.out << fmt::format("{}: {}: {}\n", tried.channel, is_good(tried) ? "delivered" : "NOT delivered",
                                tried.end.said);
}

nlohmann::ordered_json json_of(const std::vector<Tried>& all) {
    nlohmann::ordered_json channels = nlohmann::ordered_json::array();
    for (const Tried& tried : all)
        channels.push_back({{"channel", tried.channel}, {"delivered", is_good(tried)}, {"said", tried.end.said}});
    return {{"channels", std::move(channels)}};
}

}  // namespace

void add_notify(CLI::App& app, NotifyOptions& options) {
    auto* command = app.add_subcommand(
        "notify", "Tries the channels of `notifications`, and says what their services answer; needs no daemon");
    command->add_flag("--test", options.test, "send a message that says that it is a test")->required();
    command->add_option("channel", options.channel, "this one of them; else each")->type_name("CHANNEL");
    command->footer(
        "A heartbeat is not made to beat: URL/log is asked, which changes nothing.\n"
        "Exit code 1: a message was not delivered.\n"
        "Examples:\n  ecdsnap notify --test\n  ecdsnap notify --test ops-group");
}

int notify(const std::filesystem::path& main_file, const NotifyOptions& options, Terminal& terminal, Output output) {
    const auto config = adapters::load_config(main_file, environment_of_visitor());
    if (config.has_error()) {
        terminal.err << check_text(config, checked_today(config, terminal.now()));
        return exit_usage;
    }
    const auto channels = chosen(config->settings, options.channel, terminal);
    if (channels.empty()) return exit_usage;
    const auto means = delivery_means(config->settings.owner, terminal.environment);
    std::vector<Tried> all;
    bool good = true;
    for (const core::ChannelSettings& channel : channels) {
        all.push_back({channel.name, adapters::try_channel(channel, means, terminal.now())});
        good = good && is_good(all.back());
        if (output == Output::text) tell(all.back(), terminal);
    }
    if (output == Output::json)
        terminal.out << json_of(all).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
    return good ? exit_good : exit_not_good;
}

}  // namespace ecdsnap::cli
