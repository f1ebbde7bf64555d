// What `ecdsnap inventory` shows.
#pragma once

#include "cli/inventory/inventory_text.hpp"
#include "cli/tables/table.hpp"
#include "core/desktop.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

// "Running", "Updating"; what the cloud wrote where that is no state that is known.
std::string state_of(const core::Desktop& desktop);

// A line for each site: desktops, those with a data disk, and how many are in each state.
std::string inventory_table(const std::vector<SiteInventory>& sites, std::size_t width = any_width);

// {"taken": …, "sites": [{"site", "account", "region", "taken", "count", "states": {…}, "desktops": […]}]}; the
// desktops as desktop_json.hpp writes them.
std::string inventory_json(const std::vector<SiteInventory>& sites, core::WallTime taken);

}  // namespace ecdsnap::cli
