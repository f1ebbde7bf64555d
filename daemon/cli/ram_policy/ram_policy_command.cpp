#include "cli/ram_policy/ram_policy_command.hpp"

#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/outlook/outlook.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/policy/account_rights.hpp"
#include "core/text/edit_distance.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <utility>
#include <vector>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

// Accounts whose keys need the same.
struct Need {
    std::vector<std::string> accounts;
    core::AccountRights rights;
};

std::vector<Need> needs_of(const adapters::LoadedConfig& config, const RamPolicyOptions& options) {
    std::vector<Need> needs;
    for (const core::AccountSettings& account : config.settings.accounts) {
        if (!options.account.empty() && account.name != options.account) continue;
        core::AccountRights rights = core::rights_of(account, config.policies);
        rights.importing = options.importing;
        rights.probing = options.probing;
        const auto same = std::ranges::find(needs, rights, &Need::rights);
        if (same != needs.end())
            same->accounts.push_back(account.name);
        else
            needs.push_back({{account.name}, rights});
    }
    return needs;
}

Json policy_json(const core::AccountRights& rights) {
    Json statement;
    statement["Effect"] = "Allow";
    statement["Action"] = Json::array();
    for (const core::RamAction& action : core::actions_of(rights))
        statement["Action"].push_back(action.name);
    statement["Resource"] = "*";
    Json policy;
    policy["Version"] = "1";
    policy["Statement"] = Json::array({std::move(statement)});
    return policy;
}

Json whole_json(const std::vector<Need>& needs) {
    Json out;
    out["policies"] = Json::array();
    for (const Need& need : needs) {
        Json one;
        one["accounts"] = need.accounts;
        one["policy"] = policy_json(need.rights);
        one["because"] = Json::object();
        for (const core::RamAction& action : core::actions_of(need.rights))
            one["because"][action.name] = action.why;
        out["policies"].push_back(std::move(one));
    }
    return out;
}

// A single policy as RAM takes it; of several each under its accounts' names.
Json plain_json(const std::vector<Need>& needs) {
    if (needs.size() == 1) return policy_json(needs.front().rights);
    Json out;
    for (const Need& need : needs)
        for (const std::string& account : need.accounts)
            out[account] = policy_json(need.rights);
    return out;
}

void explain(const std::vector<Need>& needs, Terminal& terminal) {
    for (const Need& need : needs) {
        terminal.err << fmt::format("account{} {}:\n", need.accounts.size() == 1 ? "" : "s",
                                    fmt::join(need.accounts, ", "));
        for (const core::RamAction& action : core::actions_of(need.rights))
            terminal.err << fmt::format("  {:<32}  {}\n", action.name, action.why);
    }
    terminal.err << "Resource is \"*\": whether CreateSnapshot can be limited to single desktops is not documented.\n";
    if (needs.size() > 1)
        terminal.err
            << "The accounts need different rights: `ecdsnap ram-policy --account NAME` prints one policy as RAM "
               "takes it.\n";
}

}  // namespace

int ram_policy(const std::filesystem::path& main_file, const RamPolicyOptions& options, Terminal& terminal,
               Output output) {
    const auto config = adapters::load_config(main_file, environment_without_secrets());
    if (!config) {
        terminal.err << check_text(config);
        return exit_usage;
    }
    const std::vector<Need> needs = needs_of(*config, options);
    if (needs.empty()) {
        std::vector<std::string> names;
        for (const core::AccountSettings& account : config->settings.accounts)
            names.push_back(account.name);
        const auto near = core::closest(options.account, names);
        return tell_option(terminal, "--account",
                           core::TextError(0, fmt::format("there is no account '{}'", options.account),
                                           fmt::format("{}", fmt::join(names, ", ")),
                                           near ? fmt::format("did you mean '{}'?", *near) : std::string{}));
    }
    if (output == Output::json) {
        terminal.out << whole_json(needs).dump() << '\n';
        return exit_good;
    }
    terminal.out << plain_json(needs).dump(2) << '\n';
    explain(needs, terminal);
    return exit_good;
}

void add_ram_policy(CLI::App& app, RamPolicyOptions& options) {
    auto* command = app.add_subcommand(
        "ram-policy",
        "Prints the least RAM policy for what the configuration makes use of; needs no daemon, asks nobody");
    command->add_option("--account", options.account, "for the key of this account only");
    command->add_flag("--import", options.importing, "with the right that `ecdsnap import` needs");
    command->add_flag("--probe", options.probing, "with the rights that `ecdsnap doctor --probe` needs");
    command->footer(
        "The policy goes to standard output as JSON, the reasons to standard error. Where accounts need different "
        "rights, "
        "each has its own.\n"
        "Examples:\n  ecdsnap ram-policy > ecdsnapd-policy.json\n"
        "  ecdsnap ram-policy --account main --import 2>/dev/null\n"
        "  ecdsnap ram-policy --json | jq '.policies[].because'");
}

}  // namespace ecdsnap::cli
