#include "cli/plan/plan_command.hpp"

#include "cli/inventory/region_question.hpp"
#include "cli/plan/heat_map.hpp"
#include "cli/plan/plan_json.hpp"
#include "cli/plan/plan_result.hpp"
#include "cli/plan/plan_text.hpp"
#include "cli/tables/exit_code.hpp"
#include "cli/time_argument.hpp"
#include "core/policy/coverage.hpp"
#include "core/policy/desktop_zones.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

namespace ecdsnap::cli {
namespace {

using core::SlotInstant;

constexpr auto longest = std::chrono::days{400};

// nullopt: it has been told.
std::optional<SlotInstant> time_or_tell(const char* option, const std::string& typed, Terminal& terminal) {
    if (const auto point = time_point(typed)) return std::chrono::ceil<std::chrono::seconds>(*point);
    tell_option(terminal, option,
                core::TextError(0, fmt::format("'{}' is not a time", typed),
                                "2026-12-01, \"2026-12-01 02:00\" (local), 2026-11-30T18:00:00Z"));
    return std::nullopt;
}

struct Range {
    SlotInstant from{};
    SlotInstant until{};
};

const core::Timetable& timetable_shown(const PlanResult& result, const core::Schedule& schedule) {
    if (!result.desktop) return schedule.timetable;
    return core::timetable_of(schedule, core::zone_place(schedule, result.desktop->desktop));
}

std::optional<Range> range_or_tell(const PlanOptions& options, const PlanResult& result, Terminal& terminal) {
    Range range;
    range.from = std::chrono::ceil<std::chrono::seconds>(terminal.now());
    if (options.from) {
        const auto from = time_or_tell("--from", *options.from, terminal);
        if (!from) return std::nullopt;
        range.from = *from;
    }
    range.until = range.from + std::chrono::days{7};
    if (options.to) {
        const auto until = time_or_tell("--to", *options.to, terminal);
        if (!until) return std::nullopt;
        range.until = *until;
    }
    if (options.next) {
        std::vector<const core::Timetable*> timetables;
        for (const std::size_t place : result.chosen)
            timetables.push_back(&timetable_shown(result, result.policy(place).schedule));
        range.until = core::end_of_next(timetables, range.from, *options.next).value_or(range.until);
        return range;
    }
    if (range.until > range.from && range.until - range.from <= longest) return range;
    tell_option(terminal, "--to",
                core::TextError(0,
                                fmt::format("{} is {}", core::utc_text(range.until),
                                            range.until > range.from ? "more than 400 days after the begin"
                                                                     : "not after the begin"),
                                fmt::format("after {}, by at most 400 days", core::utc_text(range.from))));
    return std::nullopt;
}

// Only what is shown stays: the load was carried with the slots of all policies.
void keep_chosen(PlanResult& result, const PlanOptions& options) {
    const auto is_other = [&](std::size_t policy) { return !std::ranges::binary_search(result.chosen, policy); };
    std::erase_if(result.forecast.slots, [&](const core::PlannedSlot& slot) {
        if (is_other(slot.policy)) return true;
        return result.desktop && !slot.zones.contains(result.policy(slot.policy).schedule, result.desktop->desktop);
    });
    std::erase_if(result.forecast.gaps, [&](const core::PlannedGap& gap) {
        if (is_other(gap.policy)) return true;
        const core::Timetable& shown = timetable_shown(result, result.policy(gap.policy).schedule);
        return shown.taken(gap.instant - std::chrono::seconds{1}, gap.instant, 1).slots.empty();
    });
    std::erase_if(result.warnings, [&](const core::PlanWarning& warning) {
        return std::ranges::none_of(result.chosen, [&](std::size_t place) {
            return result.policy(place).name == warning.policy || result.policy(place).name == warning.other;
        });
    });
    if (options.next && result.forecast.slots.size() > *options.next) result.forecast.slots.resize(*options.next);
}

// With --desktop, the policies that do not cover it are not shown.
bool choose_desktop(PlanResult& result, const std::string& wanted, Terminal& terminal, int& exit_code) {
    result.desktop = desktop_or_tell(result.outlook, wanted, terminal, exit_code);
    if (!result.desktop) return false;
    const auto& config = result.outlook.config;
    const core::PolicyNames known = core::names_of(config.policies);
    const core::SiteId& site = result.outlook.fleet.sites[result.desktop->site].id;
    std::erase_if(result.chosen, [&](std::size_t place) {
        return core::coverage_of(config.settings.coverage, known, result.policy(place), result.desktop->desktop,
                                 site) != core::Coverage::covered;
    });
    return true;
}

bool write_picture(const std::string& file, const PlanResult& result, Terminal& terminal) {
    errno = 0;
    std::ofstream stream(file, std::ios::binary);
    stream << heat_map(result) << std::flush;
    if (stream) return true;
    terminal.err << fmt::format("ecdsnap: --svg: {} cannot be written: {}\n", core::printable(file),
                                std::generic_category().message(errno));
    return false;
}

}  // namespace

int plan(const std::filesystem::path& main_file, const PlanOptions& options, Terminal& terminal, Output output) {
    auto config = load_or_tell(main_file, terminal);
    if (!config) return exit_usage;
    auto chosen = policies_named(config->policies, options.policies);
    if (!chosen) return tell_option(terminal, "--policy", chosen.error());
    int exit_code = exit_good;
    const bool asks_cloud = !options.desktop.empty() && options.inventories.empty();
    if (asks_cloud && !ask_regions_or_tell(config->settings, terminal, exit_code)) return exit_code;
    auto outlook = outlook_or_tell(std::move(*config), options.inventories, terminal);
    if (!outlook) return exit_usage;
    PlanResult result;
    result.outlook = std::move(*outlook);
    result.chosen = std::move(*chosen);
    if (!options.desktop.empty() && !choose_desktop(result, options.desktop, terminal, exit_code)) return exit_code;
    const auto range = range_or_tell(options, result, terminal);
    if (!range) return exit_usage;
    result.forecast = result.outlook.forecast(range->from, range->until);
    if (result.outlook.fleet_known)
        result.warnings = core::warnings_of(result.outlook.config.policies, result.outlook.fleet.sites,
                                            result.outlook.reach, result.forecast);
    keep_chosen(result, options);
    if (output == Output::json)
        write_plan_json(result, terminal.out);
    else
        terminal.out << plan_text(result, terminal.width);
    if (!options.svg.empty() && !write_picture(options.svg, result, terminal)) return exit_not_good;
    return all_fits(result) ? exit_good : exit_partly;
}

}  // namespace ecdsnap::cli
