#include "cli/outlook/outlook.hpp"

#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/text/edit_distance.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace ecdsnap::cli {

core::Forecast Outlook::forecast(core::SlotInstant from, core::SlotInstant until) const {
    return core::forecast(config.policies, fleet.sites, reach, config.settings.inventory_every, from, until);
}

std::optional<adapters::LoadedConfig> load_or_tell(const std::filesystem::path& main_file, Terminal& terminal) {
    auto loaded = adapters::load_config(main_file, environment_without_secrets());
    if (loaded) return std::move(*loaded);
    terminal.err << check_text(loaded);
    return std::nullopt;
}

std::optional<Outlook> outlook_or_tell(adapters::LoadedConfig config, const std::vector<std::string>& inventories,
                                       Terminal& terminal) {
    Outlook outlook;
    config.settings = with_regions_of(inventories, std::move(config.settings));
    outlook.fleet.sites = core::sites_of(config.settings);
    outlook.fleet_known = !inventories.empty();
    if (outlook.fleet_known) {
        auto known = read_fleet(inventories, std::move(outlook.fleet.sites));
        if (!known) {
            tell_option(terminal, "--inventory", known.error());
            return std::nullopt;
        }
        outlook.fleet = std::move(*known);
    }
    for (const core::AccountSettings& account : config.settings.accounts)
        if (account.all_regions && account.regions.empty())
            outlook.fleet.notes.push_back(
                fmt::format("account {} has all regions, of which the cloud was not asked: {} stands for them",
                            account.name, fmt::join(core::known_regions(account), ", ")));
    outlook.config = std::move(config);
    outlook.reach = core::reach_of(outlook.config.policies, outlook.config.settings.coverage, outlook.fleet.sites);
    return outlook;
}

int tell_option(Terminal& terminal, const char* option, const core::TextError& error) {
    core::TextError told = error;
    told.column = 0;
    terminal.err << fmt::format("ecdsnap: {}: {}\n", option, core::printable(core::describe(told)));
    return exit_usage;
}

core::TextResult<std::vector<std::size_t>> policies_named(const std::vector<core::Policy>& policies,
                                                          const std::vector<std::string>& names) {
    std::vector<std::string> known;
    for (const core::Policy& policy : policies)
        known.push_back(policy.name);
    std::vector<std::size_t> places;
    for (const std::string& name : names) {
        const auto found = std::ranges::find(known, name);
        if (found == known.end()) {
            const auto near = core::closest(name, known);
            return core::TextError(0, fmt::format("there is no policy '{}'", name),
                                   fmt::format("{}", fmt::join(known, ", ")),
                                   near ? fmt::format("did you mean '{}'?", *near) : "");
        }
        places.push_back(static_cast<std::size_t>(found - known.begin()));
    }
    std::ranges::sort(places);
    places.erase(std::unique(places.begin(), places.end()), places.end());
    if (!names.empty()) return places;
    places.resize(known.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    return places;
}

}  // namespace ecdsnap::cli
