#include "cli/doctor/doctor_command.hpp"

#include "cli/check/check_report.hpp"
#include "cli/cloud_configuration.hpp"
#include "cli/doctor/daemon_trouble.hpp"
#include "cli/doctor/doctor_report.hpp"
#include "cli/doctor/empty_policies.hpp"
#include "cli/doctor/machine_checks.hpp"
#include "cli/doctor/site_examination.hpp"
#include "cli/inventory/region_question.hpp"
#include "cli/probe/probe_command.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/forecast/fleet.hpp"
#include "core/policy/account_rights.hpp"
#include "core/text/duration_text.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

namespace ecdsnap::cli {
namespace {

// For all that is asked of all sites at once; a person waits.
constexpr core::Millis patience = std::chrono::seconds{40};
constexpr core::Millis region_patience = std::chrono::seconds{15};

using Examinations = std::vector<std::unique_ptr<SiteExamination>>;

std::string shortened(const std::string& key_id) {
    if (key_id.size() <= 8) return key_id.substr(0, 2) + "…";
    return key_id.substr(0, 4) + "…" + key_id.substr(key_id.size() - 4);
}

Finding key_finding(const std::string& account, const core::Result<ports::Credentials>& key, core::WallTime now) {
    Finding finding{"account " + account, "credentials", Verdict::ok, {}, {}};
    if (key.has_error()) {
        finding.verdict = Verdict::problem;
        finding.said = key.error().message;
        finding.remedy = "the message says where was looked and what to do; `credentials` of the account names a place";
        return finding;
    }
    finding.said = fmt::format("key {} from {}", shortened(key->access_key_id), key->source);
    if (!key->expires) return finding;
    const core::Millis left = *key->expires - now;
    if (left <= core::Millis{0}) {
        finding.verdict = Verdict::problem;
        finding.said += fmt::format(", expired at {}", core::utc_text(*key->expires));
        finding.remedy = "renew it where it comes from";
    } else {
        finding.said +=
            fmt::format(", expires in {}", core::duration_text(std::chrono::floor<std::chrono::seconds>(left)));
    }
    return finding;
}

// Of the first site of each account that has asked for its key, since all of them share it.
void add_accounts(const core::Settings& settings, const Examinations& sites, core::WallTime now, Findings& findings) {
    for (const core::AccountSettings& account : settings.accounts) {
        const auto asked = std::ranges::find_if(
            sites, [&](const auto& each) { return each->site().account == account.name && each->key(); });
        if (asked != sites.end())
            findings.push_back(key_finding(account.name, *(*asked)->key(), now));
        else
            findings.push_back({"account " + account.name, "credentials", Verdict::problem, "no answer in time",
                                "see what hands out the key: the metadata service, a process, STS"});
        const auto mine = [&](const auto& each) { return each->site().account == account.name; };
        const auto out = [&](const auto& each) { return !mine(each) || each->left_out(); };
        if (std::ranges::any_of(sites, mine) && std::ranges::all_of(sites, out))
            findings.push_back({"account " + account.name, "regions", Verdict::problem,
                                "the desktops may be listed in none of its regions",
                                "`ecdsnap ram-policy` prints the rights that the configuration needs"});
    }
}

// What cannot be asked stays as it is, and is a finding.
void ask_regions(core::Settings& settings, const core::Environment& environment, Findings& findings) {
    for (core::AccountSettings& account : settings.accounts) {
        if (!account.all_regions) continue;
        core::Settings one;
        one.accounts = {account};
        auto known = with_regions(std::move(one), environment, region_patience);
        Finding finding{"account " + account.name, "regions", Verdict::ok, {}, {}};
        if (known.has_error()) {
            finding.verdict = Verdict::problem;
            finding.said = core::describe(known.error());
            finding.remedy = "what is found at the site below says why; or name the regions in `regions`";
            account.regions = core::known_regions(account);
        } else {
            account.regions = std::move(known.value().accounts.front().regions);
            finding.said = fmt::format("the cloud names {}", account.regions.size());
        }
        findings.push_back(std::move(finding));
    }
}

bool is_discovered(const core::Settings& settings, const std::string& account) {
    return std::ranges::any_of(settings.accounts, [&](const core::AccountSettings& each) {
        return each.name == account && each.all_regions.has_value();
    });
}

core::AccountRights rights_at(const adapters::LoadedConfig& config, const std::string& account,
                              const DoctorOptions& options) {
    core::AccountRights rights;
    for (const core::AccountSettings& each : config.settings.accounts)
        if (each.name == account) rights = core::rights_of(each, config.policies);
    rights.importing = options.importing;
    return rights;
}

// What was found there, and what else the daemon has met there.
void add_site(const SiteExamination& site, const std::optional<ports::Status>& daemon, Findings& findings) {
    const Findings found = site.findings();
    std::ranges::copy(found, std::back_inserter(findings));
    if (!daemon) return;
    const auto known = std::ranges::find(daemon->sites, site.site(), &ports::SiteStatus::site);
    if (known == daemon->sites.end()) return;
    for (Finding& trouble : trouble_at(*known))
        if (std::ranges::find(found, trouble.what, &Finding::what) == found.end())
            findings.push_back(std::move(trouble));
}

ListedDesktops desktops_of(const Examinations& sites) {
    ListedDesktops listed;
    for (const auto& site : sites) {
        if (site->left_out()) continue;
        core::FleetSite one{site->site(), {}, site->desktops()};
        std::ranges::sort(one.desktops, {}, [](const core::Desktop& each) { return each.id.view(); });
        listed.sites.push_back(std::move(one));
        listed.all = listed.all && site->all_listed();
    }
    return listed;
}

void add_policies(const adapters::LoadedConfig& config, const Examinations& sites,
                  const std::optional<ports::Status>& daemon, Findings& findings) {
    if (daemon) std::ranges::move(short_windows(*daemon), std::back_inserter(findings));
    std::ranges::move(daemon && daemon->ready ? empty_policies(*daemon) : empty_policies(config, desktops_of(sites)),
                      std::back_inserter(findings));
}

// The error is one of the configuration.
std::optional<core::Error> check_clouds(const adapters::LoadedConfig& config, const DoctorOptions& options,
                                        Terminal& terminal, const std::optional<ports::Status>& daemon,
                                        Findings& findings) {
    core::Settings settings = config.settings;
    Findings regions;
    ask_regions(settings, terminal.environment, regions);
    SiteConnections connections(terminal.environment);
    if (auto problem = connections.connect(settings)) return problem;
    Examinations sites;
    for (const auto& connection : connections.all()) {
        const std::string& account = connection->site.account;
        sites.push_back(std::make_unique<SiteExamination>(
            *connection, connections.clock(), rights_at(config, account, options), is_discovered(settings, account)));
    }
    connections.visit_all([&](SiteConnection&, std::size_t place) { return sites[place]->run(); }, patience);
    add_accounts(settings, sites, connections.clock().wall_now(), findings);
    std::ranges::move(regions, std::back_inserter(findings));
    std::ranges::stable_sort(findings, {}, [](const Finding& each) { return each.where != "machine"; });
    for (const auto& site : sites)
        add_site(*site, daemon, findings);
    add_policies(config, sites, daemon, findings);
    return std::nullopt;
}

}  // namespace

int doctor(const std::filesystem::path& main_file, const DoctorOptions& options, Terminal& terminal, Output output) {
    const auto config = load_for_clouds(main_file, terminal);
    if (!config) {
        terminal.err << check_text(config);
        return exit_usage;
    }
    if (!options.probe.empty()) return probe(*config, {options.probe, options.yes}, terminal, output);
    MachineExamination machine = examine_machine(main_file, *config);
    Findings findings = std::move(machine.findings);
    if (const auto problem = check_clouds(*config, options, terminal, machine.daemon, findings)) {
        terminal.err << "ecdsnap: " << core::printable(core::describe(*problem)) << '\n';
        return exit_usage;
    }
    terminal.out << (output == Output::json ? doctor_json(findings, terminal.now()) : doctor_text(findings));
    return any_problem(findings) ? exit_not_good : exit_good;
}

void add_doctor(CLI::App& app, DoctorOptions& options) {
    auto* command = app.add_subcommand("doctor",
                                       "Looks for what keeps snapshots from being made: clock, network, keys, rights, "
                                       "quota, daemon, ledger, policies; needs no daemon, "
                                       "changes nothing");
    command->add_flag("--import", options.importing, "look at the right that `ecdsnap import` needs, too");
    auto* probe = command
                      ->add_option("--probe", options.probe,
                                   "find out with this desktop (an id, ACCOUNT/REGION/ in front where several sites "
                                   "have it) what the service's "
                                   "documents leave open: makes up to three snapshots of its system disk, and deletes "
                                   "these and nothing else")
                      ->type_name("DESKTOP");
    command->add_flag("--yes", options.yes, "do not ask before the probe")->needs(probe);
    command->footer(
        "Rights to change something are tried on a desktop that does not exist, which has no effect.\n"
        "Exit codes: 0 no problem (warnings leave it), 1 a problem, 2 command line or configuration.\n"
        "Examples:\n  sudo ecdsnap doctor\n"
        "  ecdsnap doctor --json | jq -r '.findings[] | select(.verdict == \"problem\") | .said'\n"
        "  ecdsnap doctor --probe ecd-abc");
}

}  // namespace ecdsnap::cli
