#include "app/command_line.hpp"

#include "app/version.hpp"
#include "cli/option_table/option_table.hpp"
#include "cli/tables/exit_code.hpp"

#include <CLI/CLI.hpp>

#include <sstream>

namespace ecdsnap::app {
namespace {

constexpr auto about =
    "Takes snapshots of Alibaba Cloud ECD cloud computers on schedule, each exactly once.\n"
    "Without --check or --once it serves in the foreground until SIGTERM.";

constexpr auto examples =
    "Signals: SIGHUP reads the configuration again, SIGTERM stops after the sends in flight, a second one at once.\n"
    "Exit codes: 0 good, 1 not good, 2 command line or configuration, 10 partly (some disks were missed or failed).\n"
    "Examples:\n"
    "  ecdsnapd --config /etc/ecdsnapd/ecdsnapd.yaml            serve\n"
    "  ecdsnapd --config ecdsnapd.yaml --check                  read the configuration, name every problem\n"
    "  ecdsnapd --config ecdsnapd.yaml --once nightly           one slot of that policy now, followed to its end\n";

}  // namespace

Command read_command_line(int argc, const char* const* argv) {
    CLI::App parser{about, "ecdsnapd"};
    std::string config = "/etc/ecdsnapd/ecdsnapd.yaml";
    bool check = false;
    bool json = false;
    bool version = false;
    std::string policy;
    parser.add_option("-c,--config", config, "the main configuration file")->type_name("FILE")->capture_default_str();
    auto* check_flag = parser.add_flag("--check", check, "read the configuration, name every problem, and exit");
    parser.add_flag("--json", json, "with --check: the problems as JSON")->needs(check_flag);
    parser.add_option("--once", policy, "run one slot of this policy now, follow it to its end, and exit")
        ->excludes(check_flag)
        ->type_name("POLICY");
    parser.add_flag("--version", version, "show the version and exit");
    parser.footer(examples);
    if (argc == 2 && argv[1] == cli::option_table_flag) return ShowText{cli::option_table_json(parser), cli::exit_good};
    try {
        parser.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        std::ostringstream good;
        std::ostringstream bad;
        const bool help = parser.exit(error, good, bad) == 0;
        return ShowText{help ? good.str() : bad.str(), help ? cli::exit_good : cli::exit_usage};
    }
    if (version) return ShowText{std::string{"ecdsnapd "} + version_text + "\n", cli::exit_good};
    if (check) return Check{config, json};
    if (!policy.empty()) return Once{config, policy};
    return Serve{config};
}

}  // namespace ecdsnap::app
