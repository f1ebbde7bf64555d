#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/check/warnings_json.hpp"
#include "cli/commands.hpp"
#include "cli/outlook/outlook.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/forecast/plan_warning.hpp"
#include "core/text/printable.hpp"

#include <nlohmann/json.hpp>

#include <chrono>

namespace ecdsnap::cli {
namespace {

constexpr auto looked_ahead = std::chrono::days{7};

// Those that it takes the fleet for; the others are told without one too.
std::vector<core::PlanWarning> warnings_over(const Outlook& outlook, core::WallTime now) {
    const auto from = std::chrono::ceil<std::chrono::minutes>(now);
    auto warnings = core::warnings_of(outlook.config.policies, outlook.fleet.sites, outlook.reach,
                                      outlook.forecast(from, from + looked_ahead));
    std::erase_if(warnings,
                  [](const core::PlanWarning& warning) { return warning.kind >= core::first_of_policies_alone; });
    return warnings;
}

void tell(const Outlook& outlook, const std::vector<core::PlanWarning>& warnings, Terminal& terminal) {
    for (const std::string& note : outlook.fleet.notes)
        terminal.out << "! " << core::printable(note) << '\n';
    for (const core::PlanWarning& warning : warnings)
        terminal.out << "warning: " << core::printable(warning.sentence) << '\n';
}

}  // namespace

int check(const std::filesystem::path& main_file, const std::vector<std::string>& inventories, Terminal& terminal,
          Output output) {
    const auto result = adapters::load_config(main_file, environment_of_visitor());
    const CheckedToday today = checked_today(result, terminal.now());
    const bool good = is_good(result, today);
    if (!good || inventories.empty()) {
        if (output == Output::json)
            terminal.out << check_json(result, today);
        else
            (good ? terminal.out : terminal.err) << check_text(result, today);
        return good ? exit_good : exit_usage;
    }
    const auto outlook = outlook_or_tell(*result, inventories, terminal);
    if (!outlook) return exit_usage;
    const auto warnings = warnings_over(*outlook, terminal.now());
    if (output == Output::text) {
        tell(*outlook, warnings, terminal);
        terminal.out << check_text(result, today);
        return exit_good;
    }
    auto json = nlohmann::ordered_json::parse(check_json(result, today));
    json["fleet_warnings"] = warnings_json(warnings);
    json["fleet_notes"] = outlook->fleet.notes;
    terminal.out << json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << '\n';
    return exit_good;
}

}  // namespace ecdsnap::cli
