#include "cli/probe/probe_command.hpp"

#include "cli/inventory/inventory_report.hpp"
#include "cli/inventory/region_question.hpp"
#include "cli/inventory/site_connections.hpp"
#include "cli/outlook/known_desktop.hpp"
#include "cli/outlook/outlook.hpp"
#include "cli/probe/audit_trail.hpp"
#include "cli/probe/probe_run.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unistd.h>
#include <utility>

namespace ecdsnap::cli {
namespace {

// Only the site where the desktop is.
core::Settings only_site(core::Settings settings, const core::SiteId& site) {
    std::erase_if(settings.accounts, [&](const core::AccountSettings& each) { return each.name != site.account; });
    settings.accounts.front().regions = {site.region};
    return settings;
}

bool may_be_snapshotted(const core::Desktop& desktop) {
    const bool at_rest =
        desktop.status == core::DesktopStatus::running || desktop.status == core::DesktopStatus::stopped;
    return at_rest && desktop.management == core::Management::none;
}

bool agreed(const core::Desktop& desktop, const core::SiteId& site, Terminal& terminal) {
    terminal.err << fmt::format(
        "This makes up to three snapshots of the system disk of {} ({}) in {}, looks how the service shows them, and "
        "deletes these and no others. It may take as long as two snapshots do.\nGo on? [y/N] ",
        core::printable(desktop.id), core::printable(desktop.name), core::text(site));
    terminal.err.flush();
    std::string line;
    if (terminal.in != nullptr) std::getline(*terminal.in, line);
    if (line == "y" || line == "Y" || line == "yes") return true;
    terminal.err << "ecdsnap: nothing was done\n";
    return false;
}

ProbeResult run_probe(SiteConnections& connections, const std::string& desktop_id, Terminal& terminal) {
    const core::SiteId& site = connections.all().front()->site;
    const AuditTrail trail(fmt::format("doctor --probe {} in {} by {}", core::printable(desktop_id), core::text(site),
                                       caller_text(::getuid(), "/proc/self/loginuid")));
    auto tell = [&](const std::string& what) {
        terminal.err << "  " << core::printable(what) << std::endl;
        trail.note(what);
    };
    trail.note("begins");
    ProbeRun run(*connections.all().front(), connections.clock(), connections.random(), desktop_id, tell);
    connections.visit_all([&](SiteConnection&, std::size_t) { return run.run(); });
    trail.note(run.result().whole()
                   ? "done"
                   : fmt::format("not done: {} left, {}", run.result().left.size(), run.result().stopped_by));
    return run.result();
}

}  // namespace

int probe(const adapters::LoadedConfig& config, const ProbeOptions& options, Terminal& terminal, Output output) {
    adapters::LoadedConfig known = config;
    int exit_code = exit_good;
    if (!ask_regions_or_tell(known.settings, terminal, exit_code)) return exit_code;
    const auto outlook = outlook_or_tell(std::move(known), {}, terminal);
    if (!outlook) return exit_usage;
    const auto desktop = desktop_or_tell(*outlook, options.desktop, terminal, exit_code);
    if (!desktop) return exit_code;
    const core::SiteId site = outlook->fleet.sites[desktop->site].id;
    if (!may_be_snapshotted(desktop->desktop)) {
        terminal.err << fmt::format("ecdsnap: {} is {}; the probe takes a Running or Stopped desktop\n",
                                    core::printable(desktop->desktop.id), core::printable(state_of(desktop->desktop)));
        return exit_usage;
    }
    if (!options.yes && !agreed(desktop->desktop, site, terminal)) return exit_not_good;
    SiteConnections connections(terminal.environment);
    if (const auto problem = connections.connect(only_site(outlook->config.settings, site))) {
        terminal.err << "ecdsnap: " << core::printable(core::describe(*problem)) << '\n';
        return exit_usage;
    }
    const ProbeResult result = run_probe(connections, desktop->desktop.id, terminal);
    terminal.out << (output == Output::json ? probe_json(result) : probe_text(result));
    return result.whole() ? exit_good : exit_not_good;
}

}  // namespace ecdsnap::cli
