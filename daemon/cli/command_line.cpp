#include "cli/command_line.hpp"

#include "cli/bundle/bundle_command.hpp"
#include "cli/commands.hpp"
#include "cli/complete/complete_command.hpp"
#include "cli/doctor/doctor_command.hpp"
#include "cli/events/events_command.hpp"
#include "cli/import/import_command.hpp"
#include "cli/option_table/exit_code_words.hpp"
#include "cli/option_table/option_table.hpp"
#include "cli/outlook/outlook_commands.hpp"
#include "cli/ram_policy/ram_policy_command.hpp"
#include "cli/schedule/schedule_command.hpp"
#include "cli/simulate/simulate_command.hpp"
#include "cli/socket_path.hpp"
#include "cli/tables/exit_code.hpp"
#include "cli/version.hpp"
#include "core/schedule/cron_dialect.hpp"
#include "core/settings.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace ecdsnap::cli {
namespace {

constexpr const char* default_config = "/etc/ecdsnapd/ecdsnapd.yaml";

// What was typed, for all commands.
struct Typed {
    std::string socket;  // empty: found through the configuration
    std::string config = default_config;
    bool json = false;
    StatusOptions status;
    HistoryOptions history;
    std::string policy;
    bool wait = false;
    SimulateOptions simulate;
    OutlookOptions outlook;
    std::vector<std::string> check_inventories;
    PauseOptions pause;
    ApproveOptions approve;
    ReloadOptions reload;
    ScheduleOptions schedule;
    ImportOptions importing;
    DoctorOptions doctor;
    EventsOptions events;
    NotifyOptions notify;
    RamPolicyOptions ram_policy;
    BundleOptions bundle;

    Output output() const { return json ? Output::json : Output::text; }
};

void add_global_options(CLI::App& app, Typed& typed) {
    auto* socket = app.add_option("--socket", typed.socket, "the daemon's control socket, else found through --config")
                       ->type_name("FILE");
    app.add_option("--config", typed.config, "the daemon's configuration")
        ->type_name("FILE")
        ->capture_default_str()
        ->excludes(socket);
    app.add_flag("--json", typed.json, "JSON instead of text");
    app.set_version_flag("--version", std::string("ecdsnap ") + program_version(), "show the version and exit");
    app.require_subcommand(1);
    app.fallthrough();  // global options may stand after the command too
    app.footer(
        "`ecdsnap COMMAND --help` has the options of a command, its exit codes and examples.\n"
        "Exit codes: 0 good, 1 not good, 2 command line or configuration, 10 partly (some disks were missed or "
        "failed).\n"
        "Examples:\n"
        "  ecdsnap status\n"
        "  ecdsnap history --policy nightly --outcome failed --since 7d\n"
        "  ecdsnap run nightly --wait");
}

void add_status(CLI::App& app, Typed& typed) {
    auto* command = app.add_subcommand("status", "What the daemon does and what is wrong");
    command->add_option("--watch", typed.status.watch, "again and again, every 2s or as often as said, until Ctrl-C")
        ->type_name("INTERVAL")
        ->expected(0, 1)
        ->default_str("2s");
    command->footer(
        "Exit codes: 0 all is well, 1 something is wrong or no daemon answers, 2 command line or configuration.\n"
        "Examples:\n  ecdsnap status\n  ecdsnap status --watch 10s\n"
        "  ecdsnap status --json | jq '.policies[].next_slot'");
}

void add_history(CLI::App& app, Typed& typed) {
    auto* command = app.add_subcommand("history", "What became of each disk in each slot, newest first");
    auto& options = typed.history;
    command->add_option("--policy", options.policy, "of this policy")->type_name("POLICY");
    command->add_option("--desktop", options.desktop, "of this desktop (ecd-...)")->type_name("DESKTOP");
    command->add_option("--site", options.site, "at this site (ACCOUNT/REGION)")->type_name("SITE");
    command->add_option("--outcome", options.outcome, "done, skipped, missed, failed or unsettled")
        ->type_name("OUTCOME")
        ->check(CLI::IsMember({"done", "skipped", "missed", "failed", "unsettled"}));
    command->add_option("--since", options.since, "slots from then on: 2026-11-25, \"2026-11-25 02:00\" or 7d (ago)")
        ->type_name("TIME");
    command->add_option("--until", options.until, "slots up to then")->type_name("TIME");
    command->add_option("--slot", options.slot, "of the slot with this number")->type_name("NUMBER");
    command->add_option("--limit", options.limit, "at most so many lines")
        ->type_name("N")
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    command->footer(
        "Examples:\n"
        "  ecdsnap history --desktop ecd-abc --since 30d\n"
        "  ecdsnap history --outcome missed --since \"2026-11-25 00:00\" --json | jq '.entries[].task.reason'");
}

void add_run(CLI::App& app, Typed& typed) {
    auto* command = app.add_subcommand("run", "Opens a slot of a policy now");
    command->add_option("policy", typed.policy, "the policy's name")->type_name("POLICY")->required();
    command->add_flag("--wait", typed.wait, "follow it to the end and show the result");
    command->footer(
        "Exit codes: 0 the slot is open (with --wait: every disk is done or skipped), 1 the daemon refuses or does "
        "not\n"
        "answer, 2 command line or configuration, no such policy, 10 with --wait: some disks were missed or failed.\n"
        "Examples:\n  ecdsnap run nightly\n  ecdsnap run nightly --wait");
}

void add_pause_target(CLI::App& command, PauseTarget& target) {
    auto* policy = command.add_option("policy", target.policy, "this policy")->type_name("POLICY");
    auto* site =
        command.add_option("--site", target.site, "everything at this site (ACCOUNT/REGION)")->type_name("SITE");
    command.add_flag("--all", target.all, "everything")->excludes(policy)->excludes(site);
    site->excludes(policy);
}

void add_pause(CLI::App& app, Typed& typed) {
    auto* command = app.add_subcommand("pause", "Stops a policy, a site or everything until a moment");
    add_pause_target(*command, typed.pause.target);
    command->add_option("--until", typed.pause.until, "until then: \"2026-11-25 06:00\" (local), an instant, or 3h, 2d")
        ->type_name("TIME")
        ->required();
    command->add_option("--reason", typed.pause.reason, "why; it stands in every outcome that comes of it")
        ->type_name("TEXT")
        ->required();
    command->footer(
        "What was sent is followed; what is due and not sent is skipped. The pause ends by itself.\n"
        "Examples:\n  ecdsnap pause nightly --until 3h --reason \"image update\"\n"
        "  ecdsnap pause --site main/cn-hangzhou --until \"2026-11-25 06:00\" --reason \"network maintenance\"");
}

void add_resume(CLI::App& app, Typed& typed) {
    auto* command = app.add_subcommand("resume", "Ends a pause before its time");
    add_pause_target(*command, typed.pause.target);
    command->footer("Examples:\n  ecdsnap resume nightly\n  ecdsnap resume --all");
}

void add_check(CLI::App& app, Typed& typed) {
    auto* command = app.add_subcommand(
        "check", "Reads the configuration as the daemon would and lists every problem; needs no daemon");
    command
        ->add_option("--inventory", typed.check_inventories,
                     std::string("also warn of what does not go well with these desktops: ") + inventory_words)
        ->type_name("FILE");
    command->footer(
        "Exit codes: 0 the configuration can be used (warnings leave it), 2 it has problems, or the command line has.\n"
        "Examples:\n  ecdsnap check\n  ecdsnap check --config ./ecdsnapd.yaml --json | jq -r '.problems[].text'\n"
        "  ecdsnap inventory --save desktops.json && ecdsnap check --inventory desktops.json");
}

void add_simulate(CLI::App& app, Typed& typed) {
    auto* command = app.add_subcommand(
        "simulate",
        "Plays the configuration over a fleet in virtual time: what becomes of every slot; needs no daemon");
    auto& options = typed.simulate;
    command->add_option("--days", options.days, "how many days of 24 hours")
        ->type_name("N")
        ->check(CLI::Range(1, 400))
        ->capture_default_str();
    command
        ->add_option("--from", options.from,
                     "begin then: 2026-12-01, \"2026-12-01 02:00\" (local) or 2026-11-30T18:00:00Z; else now")
        ->type_name("TIME");
    command->add_option("--policy", options.policies, "only this policy; may be given several times")
        ->type_name("POLICY");
    command->add_option("--inventory", options.inventories, inventory_words)->type_name("FILE");
    command->add_option("--desktops", options.desktops, "without an inventory: so many made-up desktops in each region")
        ->type_name("N")
        ->check(CLI::Range(1, 1'000'000))
        ->capture_default_str();
    command
        ->add_option("--outage", options.outages,
                     "SITE@START+DURATION: nothing of the site answers. SITE: REGION, ACCOUNT/REGION or all; START: as "
                     "for --from, or how long after it (26h); may be given several times")
        ->type_name("OUTAGE");
    command
        ->add_option("--limit", options.limits,
                     "N or SITE=N: the cloud throttles CreateSnapshot above N requests a second; may be given several "
                     "times")
        ->type_name("RATE");
    command
        ->add_option("--snapshot-time", options.snapshot_time, "how long a snapshot takes: LEAST-MOST, or one duration")
        ->type_name("DURATION")
        ->capture_default_str();
    command->add_option("--seed", options.seed, "of all chance: the same seed, the same result")
        ->type_name("N")
        ->capture_default_str();
    command->add_option("--svg", options.svg, "write a chart to this file")->type_name("FILE");
    command->footer(
        "Exit codes: 0 every slot opened and every disk was done or skipped, 1 the chart cannot be written, 2 command "
        "line\n"
        "or configuration, 10 some disks were missed or failed.\n"
        "Examples:\n"
        "  ecdsnap simulate --config ./ecdsnapd.yaml --days 7\n"
        "  aliyun ecd DescribeDesktops --RegionId cn-hangzhou --MaxResults 100 > hangzhou.json\n"
        "  ecdsnap simulate --inventory cn-hangzhou=hangzhou.json --svg month.svg\n"
        "  ecdsnap simulate --from 2026-12-01 --outage cn-hangzhou@2026-12-03T02:00+3h --outage all@26h+45m\n"
        "  ecdsnap simulate --desktops 2000 --limit 0.2 --json | jq '.not_done[]'");
}

void add_show(CLI::App& app, Typed& typed) {
    auto* command =
        app.add_subcommand("show", "A policy as it is in force, with where each value comes from; needs no daemon");
    command->add_option("policy", typed.policy, "the policy's name; without one all policies are listed")
        ->type_name("POLICY");
    command->footer(
        "What is printed is YAML and reads as the same policy.\n"
        "Exit codes: 0 good, 2 command line or configuration, no such policy.\n"
        "Examples:\n  ecdsnap show\n  ecdsnap show nightly\n"
        "  ecdsnap show nightly --json | jq '.keys[] | select(.from == \"template\")'");
}

void add_schedule(CLI::App& app, Typed& typed) {
    auto* command = app.add_subcommand(
        "schedule", "A cron expression in words, and when it is due; needs no daemon and no configuration");
    auto& options = typed.schedule;
    auto* expression =
        command->add_option("expression", options.expression, "in quotes: '0 2 * * *'")->type_name("EXPRESSION");
    auto* every = command->add_option("--every", options.every, "instead of an expression: a fixed grid such as 6h")
                      ->type_name("DURATION")
                      ->excludes(expression);
    command->add_option("--anchor", options.anchor, "one of the instants of that grid; else it is counted from 1970")
        ->type_name("TIME")
        ->needs(every);
    command->add_option("--timezone", options.timezone, "an IANA name")->type_name("ZONE")->capture_default_str();
    command->add_option("--dialect", options.dialect, "cron, cron-seconds or quartz")
        ->type_name("DIALECT")
        ->check(
            CLI::IsMember(std::vector<std::string>(core::cron_dialect_names.begin(), core::cron_dialect_names.end())))
        ->capture_default_str();
    command
        ->add_option("--from", options.from,
                     "what is due after then: 2026-12-01, \"2026-12-01 02:00\" (in --timezone) or "
                     "2026-11-30T18:00:00Z; else now")
        ->type_name("TIME");
    command->add_option("--next", options.next, "how many instants")
        ->type_name("N")
        ->check(CLI::Range(std::size_t{1}, most_listed_slots))
        ->capture_default_str();
    command->add_flag("--batch", options.batch, "answer JSON lines on standard input, one by one")
        ->excludes(expression)
        ->excludes(every);
    command->footer(
        "A line of --batch is {\"expr\", \"timezone\", \"dialect\", \"from\", \"count\"}; what it leaves out is taken "
        "from the\n"
        "options. It is answered by {\"next\": [...]}, empty when it is never due, or {\"error\": ..., \"column\": "
        "n}.\n"
        "Exit codes: 0 good, also where a line of --batch is not understood; 2 the expression or the command line is "
        "not.\n"
        "Examples:\n"
        "  ecdsnap schedule '30 2 * * 1-5' --timezone Europe/Berlin --from 2026-03-27 --next 3\n"
        "  ecdsnap schedule '0 0 2 ? * 2-6' --dialect quartz --timezone Asia/Shanghai --json | jq -r '.next[].utc'\n"
        "  ecdsnap schedule --every 6h --anchor 2026-01-01T02:00:00+08:00\n"
        "  echo '{\"expr\": \"0 2 * * *\", \"timezone\": \"Asia/Shanghai\"}' | ecdsnap schedule --batch");
}

void add_approve(CLI::App& app, Typed& typed) {
    auto* command = app.add_subcommand("approve", "Lets a policy run over more desktops than its approve_above");
    command->add_option("policy", typed.approve.policy, "the policy's name")->type_name("POLICY")->required();
    command
        ->add_option("--up-to", typed.approve.up_to,
                     "over so many desktops; without it: as many as it covers now and a tenth more")
        ->type_name("N")
        ->check(CLI::Range(0, 1'000'000));
    command->footer(
        "What waited for it goes on at once. It holds for later slots, until the policy covers more desktops than "
        "that;\n"
        "a smaller number takes the place of a greater one.\n"
        "Examples:\n  ecdsnap approve nightly\n  ecdsnap approve nightly --up-to 500");
}

void add_reload(CLI::App& app, Typed& typed) {
    auto* command =
        app.add_subcommand("reload", "Reads the configuration again: all of it or, with a problem, nothing");
    command->add_flag("--force", typed.reload.force,
                      "go ahead although more desktops are lost or gained than reload.max_lost and max_gained allow");
    command->footer(
        "Exit codes: 0 the new configuration is in force, 1 it was refused by a limit or no daemon answers, 2 it has\n"
        "problems, or the command line has. Whenever it is not 0 the configuration in force stays.\n"
        "Examples:\n  ecdsnap check && ecdsnap reload\n  ecdsnap reload --force");
}

// A machine without a configuration has the daemon's default socket, if any.
core::Result<std::filesystem::path> socket_of(const std::string& socket, const std::string& config) {
    if (!socket.empty()) return std::filesystem::path(socket);
    if (config == default_config && !std::filesystem::exists(config)) return core::Settings{}.control_socket;
    return socket_path_from(config);
}

// While somebody types, whatever is wrong is silent.
std::filesystem::path socket_while_typing(const std::string& socket, const std::string& config) {
    const auto found = socket_of(socket, config.empty() ? default_config : config);
    return found ? *found : std::filesystem::path{};
}

int perform(const std::string& command, const Typed& typed, Terminal& terminal) {
    if (command == "check") return check(typed.config, typed.check_inventories, terminal, typed.output());
    if (const auto code = perform_outlook_command(command, typed.config, typed.outlook, terminal, typed.output()))
        return *code;
    if (command == "simulate") return simulate(typed.config, typed.simulate, terminal, typed.output());
    if (command == "schedule") return show_schedule(typed.schedule, terminal, typed.output());
    if (command == "import") return import_policies(typed.config, typed.importing, terminal, typed.output());
    if (command == "doctor") return doctor(typed.config, typed.doctor, terminal, typed.output());
    if (command == "ram-policy") return ram_policy(typed.config, typed.ram_policy, terminal, typed.output());
    if (command == "events") return show_events(terminal, typed.events, typed.output());
    if (command == "notify") return notify(typed.config, typed.notify, terminal, typed.output());
    if (command == "show") return show_policy(typed.config, terminal, typed.policy, typed.output());
    if (command == "bundle") return bundle(typed.config, typed.socket, typed.bundle, terminal, typed.output());
    const auto socket = socket_of(typed.socket, typed.config);
    if (!socket) {
        tell_problem(terminal, socket.error());
        return exit_usage;
    }
    const DaemonSocket daemon(*socket);
    if (command == "status") return show_status(daemon, terminal, typed.status, typed.output());
    if (command == "history") return show_history(daemon, terminal, typed.history, typed.output());
    if (command == "pause") return pause(daemon, terminal, typed.pause, typed.output());
    if (command == "resume") return resume(daemon, terminal, typed.pause.target, typed.output());
    if (command == "approve") return approve(daemon, terminal, typed.approve, typed.output());
    if (command == "reload") return reload(daemon, terminal, typed.reload, typed.output());
    return run_policy(daemon, terminal, typed.policy, typed.wait ? Follow::to_the_end : Follow::no, typed.output());
}

}  // namespace

int run_command_line(std::vector<std::string> arguments, Terminal& terminal) {
    CLI::App app("Shows and steers a running ecdsnapd.", "ecdsnap");
    Typed typed;
    add_global_options(app, typed);
    add_status(app, typed);
    add_history(app, typed);
    add_run(app, typed);
    add_pause(app, typed);
    add_resume(app, typed);
    add_check(app, typed);
    add_simulate(app, typed);
    add_outlook_commands(app, typed.outlook);
    add_import(app, typed.importing);
    add_doctor(app, typed.doctor);
    add_ram_policy(app, typed.ram_policy);
    add_show(app, typed);
    add_schedule(app, typed);
    add_approve(app, typed);
    add_reload(app, typed);
    add_notify(app, typed.notify);
    add_events(app, typed.events);
    add_bundle(app, typed.bundle);
    add_exit_codes(app);
    if (arguments.size() == 1 && arguments.front() == option_table_flag) {
        terminal.out << option_table_json(app);
        return exit_good;
    }
    if (!arguments.empty() && arguments.front() == complete_word) {
        arguments.erase(arguments.begin());
        complete(app, arguments, socket_while_typing, default_config, terminal);
        return exit_good;
    }
    try {
        std::ranges::reverse(arguments);  // CLI11 takes them from the back
        app.parse(arguments);
    } catch (const CLI::ParseError& error) {
        return app.exit(error, terminal.out, terminal.err) == 0 ? exit_good : exit_usage;
    }
    return perform(app.get_subcommands().front()->get_name(), typed, terminal);
}

}  // namespace ecdsnap::cli
