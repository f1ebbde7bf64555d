#include "cli/outlook/outlook_commands.hpp"

#include "cli/inventory/inventory_command.hpp"
#include "cli/plan/plan_command.hpp"

#include <CLI/CLI.hpp>

#include <string>
#include <vector>

namespace ecdsnap::cli {
namespace {

// One file each time: what follows it may be the desktop or the new configuration.
void add_inventories(CLI::App& command, std::vector<std::string>& files) {
    command.add_option("--inventory", files, inventory_words)->type_name("FILE")->allow_extra_args(false);
}

void add_inventory(CLI::App& app, std::string& save) {
    auto* command = app.add_subcommand(
        "inventory",
        "Lists the desktops of all accounts and regions, from the cloud; needs no daemon, changes nothing");
    command->add_option("--save", save, "write them to this file, which plan, explain, diff, check and simulate read")
        ->type_name("FILE");
    command->footer(
        "Exit codes: 0 good, 1 a site did not answer (then nothing is saved), 2 command line or configuration.\n"
        "Examples:\n  ecdsnap inventory --save desktops.json\n"
        "  ecdsnap inventory --json | jq -r '.sites[].desktops[] | select(.DesktopStatus == \"Expired\") | "
        ".DesktopId'");
}

void add_plan(CLI::App& app, PlanOptions& options) {
    auto* command = app.add_subcommand(
        "plan", "The slots that come: when, what each asks of which site, whether it fits; needs no daemon");
    command
        ->add_option("--from", options.from,
                     "begin then: 2026-12-01, \"2026-12-01 02:00\" (local) or 2026-11-30T18:00:00Z; else now")
        ->type_name("TIME");
    auto* to = command->add_option("--to", options.to, "end then; else after seven days")->type_name("TIME");
    command->add_option("--next", options.next, "instead of --to: so many slots")
        ->type_name("N")
        ->check(CLI::Range(1, 100'000))
        ->excludes(to);
    command->add_option("--policy", options.policies, "only this policy; may be given several times")
        ->type_name("POLICY");
    command
        ->add_option("--desktop", options.desktop,
                     "the tasks of this desktop, one by one (an id; with an inventory also a name)")
        ->type_name("DESKTOP");
    add_inventories(*command, options.inventories);
    command->add_option("--svg", options.svg, "draw days and hours as a heat map into this file")->type_name("FILE");
    command->footer(
        "Exit codes: 0 every slot fits its window, 1 the heat map cannot be written, 2 command line or configuration,\n"
        "10 some slots do not fit.\n"
        "Examples:\n"
        "  ecdsnap inventory --save desktops.json && ecdsnap plan --inventory desktops.json\n"
        "  ecdsnap plan --from 2026-12-01 --to 2027-01-01 --inventory desktops.json --svg december.svg\n"
        "  ecdsnap plan --policy nightly --next 10\n"
        "  ecdsnap plan --desktop ecd-abc --json | jq -r '.tasks[].snapshot'");
}

void add_explain(CLI::App& app, ExplainOptions& options) {
    auto* command = app.add_subcommand("explain",
                                       "Which policies cover a desktop and by which condition, which do not and why, "
                                       "its next slots, and what came of the last ones");
    command
        ->add_option("desktop", options.desktop,
                     "its id (ecd-...); with an inventory also its name; ACCOUNT/REGION/ in "
                     "front where several sites have it")
        ->type_name("DESKTOP")
        ->required();
    add_inventories(*command, options.inventories);
    command->add_flag("--offline", options.offline, "ask neither the cloud nor the daemon; takes --inventory");
    command->footer(
        "Without --inventory the cloud is asked for the desktop.\n"
        "Exit codes: 0 a policy covers it, 1 none does or the cloud does not answer, 2 command line or configuration.\n"
        "Examples:\n  ecdsnap explain ecd-abc\n  ecdsnap explain design-0012 --inventory desktops.json --offline\n"
        "  ecdsnap explain ecd-abc --json | jq '.policies[] | select(.covers)'");
}

void add_diff(CLI::App& app, DiffOptions& options) {
    auto* command = app.add_subcommand("diff",
                                       "What another configuration would change: policies, desktops gained and lost, "
                                       "slots, peak rates, snapshot names; needs no daemon");
    command
        ->add_option("new", options.other,
                     "the new configuration: a main file, a folder with ecdsnapd.yaml, or a folder of policies")
        ->type_name("FILE")
        ->required();
    add_inventories(*command, options.inventories);
    command->footer(
        "It is compared with --config.\n"
        "Exit codes: 0 nothing changes, 1 something does, 2 command line or configuration.\n"
        "Examples:\n  ecdsnap diff ./new-policies.d --inventory desktops.json\n"
        "  ecdsnap diff ./new/ecdsnapd.yaml --inventory desktops.json --json | jq '.desktops.lost'");
}

}  // namespace

void add_outlook_commands(CLI::App& app, OutlookOptions& options) {
    add_inventory(app, options.save);
    add_plan(app, options.plan);
    add_explain(app, options.explain);
    add_diff(app, options.diff);
}

std::optional<int> perform_outlook_command(const std::string& command, const std::filesystem::path& main_file,
                                           const OutlookOptions& options, Terminal& terminal, Output output) {
    if (command == "inventory") return inventory(main_file, options.save, terminal, output);
    if (command == "plan") return plan(main_file, options.plan, terminal, output);
    if (command == "explain") return explain(main_file, options.explain, terminal, output);
    if (command == "diff") return diff(main_file, options.diff, terminal, output);
    return std::nullopt;
}

}  // namespace ecdsnap::cli
