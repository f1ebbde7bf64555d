// What commands that look ahead start from: a configuration, the desktops that are known, and what policies cover.
#pragma once

#include "adapters/yaml/settings_reader.hpp"
#include "cli/inventory/known_fleet.hpp"
#include "cli/terminal.hpp"
#include "core/forecast/forecast.hpp"
#include "core/forecast/policy_reach.hpp"
#include "core/text/text_error.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct Outlook {
    adapters::LoadedConfig config;
    KnownFleet fleet;                      // without an inventory: the sites, empty
    bool fleet_known = false;              // there is an inventory
    std::vector<core::PolicyReach> reach;  // as config.policies

    core::Forecast forecast(core::SlotInstant from, core::SlotInstant until) const;
};

// nullopt: it has been told why; the exit code is 2. Needs none of the secrets that the configuration names.
std::optional<adapters::LoadedConfig> load_or_tell(const std::filesystem::path& main_file, Terminal& terminal);
std::optional<Outlook> outlook_or_tell(adapters::LoadedConfig config, const std::vector<std::string>& inventories,
                                       Terminal& terminal);

// "ecdsnap: --to: … (allowed: …)"; returns 2.
int tell_option(Terminal& terminal, const char* option, const core::TextError& error);

// Places of the policies with these names; without a name, of all.
core::TextResult<std::vector<std::size_t>> policies_named(const std::vector<core::Policy>& policies,
                                                          const std::vector<std::string>& names);

}  // namespace ecdsnap::cli
