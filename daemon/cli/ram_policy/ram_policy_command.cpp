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

// Accounts that need the same.
struct Need {
    std::vector<std::string> accounts;
    core::AccountRights rights;
    std::vector<std::string> roles;  // that are taken one after the other: the last one needs the rights
};

std::vector<std::string> roles_of(const core::AccountSettings& account) {
    std::vector<std::string> roles;
    for (const core::AssumedRole& role : account.credentials.assumed)
        roles.push_back(role.role_arn);
    return roles;
}

std::vector<Need> needs_of(const adapters::LoadedConfig& config, const RamPolicyOptions& options) {
    std::vector<Need> needs;
    for (const core::AccountSettings& account : config.settings.accounts) {
        if (!options.account.empty() && account.name != options.account) continue;
        core::AccountRights rights = core::rights_of(account, config.policies);
        rights.importing = options.importing;
        rights.probing = options.probing;
        std::vector<std::string> roles = roles_of(account);
        const auto same =
            std::ranges::find_if(needs, [&](const Need& need) { return need.rights == rights && need.roles == roles; });
        if (same != needs.end())
            same->accounts.push_back(account.name);
        else
            needs.push_back({{account.name}, rights, std::move(roles)});
    }
    return needs;
}

Json allow(Json actions, const std::string& resource) {
    Json statement;
    statement["Effect"] = "Allow";
    statement["Action"] = std::move(actions);
    statement["Resource"] = resource;
    Json policy;
    policy["Version"] = "1";
    policy["Statement"] = Json::array({std::move(statement)});
    return policy;
}

Json policy_json(const core::AccountRights& rights) {
    Json actions = Json::array();
    for (const core::RamAction& action : core::actions_of(rights))
        actions.push_back(action.name);
    return allow(std::move(actions), "*");
}

// Whoever takes a role must be allowed to.
struct RoleTaker {
    std::string who;
    std::string role;  // that is taken

    Json policy() const { return allow(Json::array({"sts:AssumeRole"}), role); }
};

std::vector<RoleTaker> takers_of(const Need& need) {
    std::vector<RoleTaker> takers;
    for (std::size_t place = 0; place < need.roles.size(); ++place)
        takers.push_back(
            {place == 0 ? "the user or role of the key" : "the role " + need.roles[place - 1], need.roles[place]});
    return takers;
}

std::string holder_of(const Need& need) {
    return need.roles.empty() ? "the user or role of the key" : "the role " + need.roles.back();
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
        one["attach_to"] = holder_of(need);
        one["assume_role"] = Json::array();
        for (const RoleTaker& taker : takers_of(need))
            one["assume_role"].push_back({{"attach_to", taker.who}, {"policy", taker.policy()}});
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
        if (!need.roles.empty()) terminal.err << "  It belongs to " << holder_of(need) << ".\n";
        for (const RoleTaker& taker : takers_of(need))
            terminal.err << fmt::format("  To take {}, {} needs: {}\n", taker.role, taker.who, taker.policy().dump());
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
    command->add_option("--account", options.account, "for the key of this account only")->type_name("ACCOUNT");
    command->add_flag("--import", options.importing, "with the right that `ecdsnap import` needs");
    command->add_flag("--probe", options.probing, "with the rights that `ecdsnap doctor --probe` needs");
    command->footer(
        "The policy goes to standard output as JSON, the reasons to standard error. Where accounts need different "
        "rights,\n"
        "each has its own.\n"
        "Exit codes: 0 good, 2 command line or configuration, no such account.\n"
        "Examples:\n  ecdsnap ram-policy > ecdsnapd-policy.json\n"
        "  ecdsnap ram-policy --account main --import 2>/dev/null\n"
        "  ecdsnap ram-policy --json | jq '.policies[].because'");
}

}  // namespace ecdsnap::cli
