#include "cli/import/import_command.hpp"

#include "adapters/system/time_zones.hpp"
#include "adapters/yaml/policy_reader.hpp"
#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/cloud_configuration.hpp"
#include "cli/import/import_report.hpp"
#include "cli/import/policy_folder.hpp"
#include "cli/import/policy_listing.hpp"
#include "cli/import/policy_yaml.hpp"
#include "cli/import/taking_over.hpp"
#include "cli/inventory/region_question.hpp"
#include "cli/inventory/site_connections.hpp"
#include "cli/inventory/site_name.hpp"
#include "cli/outlook/outlook.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/forecast/fleet.hpp"
#include "core/text/edit_distance.hpp"
#include "core/text/printable.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <span>
#include <system_error>
#include <utility>

namespace ecdsnap::cli {
namespace {

using SiteAnswers = std::vector<core::Result<SitePolicies>>;

constexpr const char* to_standard_output = "-";

// The accounts with those regions that were named, and no others.
core::TextResult<core::Settings> chosen_sites(core::Settings settings, const std::vector<std::string>& names) {
    if (names.empty()) return settings;
    std::vector<core::SiteId> all;
    for (const core::FleetSite& site : core::sites_of(settings))
        all.push_back(site.id);
    std::set<core::SiteId> chosen;
    for (const std::string& name : names) {
        const auto places = sites_named(name, all);
        if (!places) return places.error();
        for (const std::size_t place : *places)
            chosen.insert(all[place]);
    }
    for (core::AccountSettings& account : settings.accounts) {
        account.all_regions.reset();  // they are listed now
        std::erase_if(account.regions, [&](const auto& region) { return !chosen.contains({account.name, region}); });
    }
    return settings;
}

// What is referred to outlives the coroutine.
boost::asio::awaitable<void> ask_site(SiteConnection& connection, SiteConnections& all, const PolicyQuestion& question,
                                      core::Result<SitePolicies>& answer) {
    PacedReads reads(all.clock(), all.random(), connection.limits);
    answer = co_await list_policies(connection.site, *connection.policies, *connection.cloud, reads, question);
}

core::Result<SiteAnswers> ask_sites(const core::Settings& settings, const core::Environment& environment,
                                    const PolicyQuestion& question) {
    SiteConnections connections(environment);
    if (auto problem = connections.connect(settings)) return *problem;
    SiteAnswers answers(connections.all().size(), SitePolicies{});
    connections.visit_all([&](SiteConnection& connection, std::size_t place) {
        return ask_site(connection, connections, question, answers[place]);
    });
    return answers;
}

// A wish that no policy fulfils is a mistake, unless a site that did not answer may have it.
std::optional<core::TextError> unfulfilled(const std::vector<std::string>& wishes, const SiteAnswers& answers) {
    std::vector<std::string> known;
    for (const auto& answer : answers) {
        if (answer.has_error()) return std::nullopt;
        for (const core::FoundPolicy& found : answer.value().policies)
            known.insert(known.end(), {found.cloud.name, found.cloud.id});
        for (const core::CloudPolicy& other : answer.value().others)
            known.insert(known.end(), {other.name, other.id});
    }
    for (const std::string& wish : wishes) {
        if (std::ranges::find(known, wish) != known.end()) continue;
        const auto near = core::closest(wish, known);
        return core::TextError(0, fmt::format("the cloud has no policy '{}'", wish),
                               known.empty() ? "" : fmt::format("{}", fmt::join(known, ", ")),
                               near ? fmt::format("did you mean '{}'?", *near) : "");
    }
    return std::nullopt;
}

// Names that other files of the configuration have given. A file that would be written anew is none of them.
std::set<std::string, std::less<>> taken_names(const adapters::LoadedConfig& config, const std::string& output) {
    std::set<std::string, std::less<>> names;
    std::error_code error;
    for (const adapters::EffectivePolicy& policy : config.effective) {
        const auto own = std::filesystem::weakly_canonical(policy_file_in(output, policy.name), error);
        if (output == to_standard_output || std::filesystem::weakly_canonical(policy.file, error) != own)
            names.insert(policy.name);
    }
    return names;
}

// What `ecdsnap check` would say of the text: it is asked before anything is written.
std::string problems_of(const std::string& text, const std::string& file) {
    adapters::PolicySet set;
    adapters::read_policies(text, file, machine_environment(), set);
    std::string problems;
    for (const adapters::ConfigProblem& problem : set.problems)
        problems += core::printable(adapters::text(problem)) + '\n';
    return problems;
}

int refuse_own_text(const std::string& problems, Terminal& terminal) {
    terminal.err << "ecdsnap: what was made of the cloud's policies does not hold as a file of policies; nothing was "
                    "written. With --select conditions, --output DIR or fewer at once (--policy) it may:\n"
                 << problems;
    return exit_not_good;
}

int write_folder(ImportResult& result, const ImportOptions& options, Terminal& terminal) {
    std::vector<FileToWrite> files;
    for (std::size_t place = 0; place < result.policies.size(); ++place)
        files.push_back({policy_file_in(options.output, result.policies[place].name), result.texts[place]});
    if (files.empty()) return exit_good;
    const auto overwrite = options.force ? Overwrite::own_files : Overwrite::nothing;
    if (const auto problem = write_policy_files(options.output, files, overwrite)) {
        terminal.err << "ecdsnap: " << *problem << '\n';
        return exit_not_good;
    }
    for (FileToWrite& file : files)
        result.files.push_back(std::move(file.path));
    return exit_good;
}

int tell(ImportResult& result, const ImportFrame& frame, const ImportOptions& options, Terminal& terminal,
         Output output) {
    const bool to_folder = options.output != to_standard_output;
    const bool to_output = !to_folder && output == Output::text && !result.policies.empty();
    const std::string all = to_output ? policies_yaml(result.policies, frame) : std::string{};
    std::string problems = to_output ? problems_of(all, "standard output") : std::string{};
    for (const core::ImportedPolicy& policy : result.policies) {
        result.texts.push_back(policies_yaml(std::span(&policy, 1), frame));
        if (!to_output) problems += problems_of(result.texts.back(), policy.name + ".yaml");
    }
    int code = exit_code_of(result);
    if (!problems.empty())
        code = refuse_own_text(problems, terminal);
    else if (to_folder && write_folder(result, options, terminal) != exit_good)
        code = exit_not_good;
    else if (output == Output::json)
        terminal.out << import_json(result, frame.timezone);
    else
        terminal.out << (to_folder ? import_table(result, terminal.width) : all);
    if (output == Output::text || code == exit_not_good)
        terminal.err << import_notes(result, result.files.empty() ? CommonNotes::leave_out : CommonNotes::tell);
    if (result.policies.empty() && result.failed.empty())
        terminal.err << "ecdsnap: the cloud has no automatic snapshot policy to take over\n";
    return code;
}

}  // namespace

int import_policies(const std::filesystem::path& main_file, const ImportOptions& options, Terminal& terminal,
                    Output output) {
    auto config = load_for_clouds(main_file, terminal);
    if (!config) {
        terminal.err << check_text(config);
        return exit_usage;
    }
    if (const auto zone = adapters::load_time_zone(options.timezone); !zone)
        return tell_option(terminal, "--timezone", zone.error());
    int exit_code = exit_good;
    if (!ask_regions_or_tell(config->settings, terminal, exit_code)) return exit_code;
    const auto settings = chosen_sites(config->settings, options.sites);
    if (!settings) return tell_option(terminal, "--site", settings.error());

    PolicyQuestion question;
    question.wanted.insert(options.policies.begin(), options.policies.end());
    question.selection = options.select == "ids" ? Selection::ids : Selection::conditions;
    ImportFrame frame;
    frame.timezone = options.timezone;
    frame.read = terminal.now();
    auto answers = ask_sites(*settings, terminal.environment, question);
    if (answers.has_error()) {
        terminal.err << "ecdsnap: " << core::printable(core::describe(answers.error())) << '\n';
        return exit_usage;
    }
    if (const auto problem = unfulfilled(options.policies, answers.value()))
        return tell_option(terminal, "--policy", *problem);

    ImportResult result =
        take_over(core::sites_of(*settings), std::move(answers.value()), taken_names(*config, options.output));
    const core::CoverageRules& coverage = config->settings.coverage;
    core::ImportRules rules;
    rules.timezone = options.timezone;
    rules.main_file_excludes =
        coverage.exclude.has_condition() || coverage.skip_tag_counts || coverage.policy_tag_counts;
    result.differs = core::common_differences(rules, result.policies);
    frame.differs = result.differs;
    return tell(result, frame, options, terminal, output);
}

void add_import(CLI::App& app, ImportOptions& options) {
    auto* command = app.add_subcommand("import",
                                       "Writes the cloud's own automatic snapshot policies, with the desktops they are "
                                       "applied to, as policies of ours; "
                                       "needs no daemon, changes nothing in the cloud");
    command->add_option("--output", options.output, "a folder for a file of each policy; - is standard output")
        ->type_name("FOLDER")
        ->capture_default_str();
    command->add_flag("--force", options.force, "replace files in it that import wrote before, and no others");
    command
        ->add_option("--policy", options.policies,
                     "only the policy with this id (sp-...) or name in the cloud; may be given several times")
        ->type_name("NAME");
    command
        ->add_option("--site", options.sites, "only of this site: REGION or ACCOUNT/REGION; may be given several times")
        ->type_name("SITE");
    command->add_option("--timezone", options.timezone, "in which the cloud's times are read, as an IANA name")
        ->type_name("ZONE")
        ->capture_default_str();
    command
        ->add_option(
            "--select", options.select,
            "ids: the desktops that are attached today, one by one; conditions: a region, office site, group or "
            "tag that holds of just those, where there is one")
        ->type_name("HOW")
        ->check(CLI::IsMember({"ids", "conditions"}))
        ->capture_default_str();
    command->footer(
        "The key needs ecd:DescribeAutoSnapshotPolicy and ecd:DescribeDesktops.\n"
        "Exit codes: 0 everything was taken over, 1 no site answered or it cannot be written, 2 command line or\n"
        "configuration, 10 a site did not answer or a policy that covers desktops could not be taken over; what could "
        "is\n"
        "written.\n"
        "Examples:\n  ecdsnap import > imported.yaml\n"
        "  ecdsnap import --output /etc/ecdsnapd/policies.d && ecdsnap check && ecdsnap plan --next 10\n"
        "  ecdsnap import --json | jq -r '.policies[].detach[]'");
}

}  // namespace ecdsnap::cli
