// From what the sites answered to policies of ours with their names.
#pragma once

#include "cli/import/import_result.hpp"
#include "cli/import/policy_listing.hpp"
#include "core/forecast/fleet.hpp"
#include "core/result.hpp"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace ecdsnap::cli {

// `answers`: of each site, in their order. No policy gets one of the names in `taken`. What differs for all is not said
// yet.
ImportResult take_over(const core::Fleet& sites, std::vector<core::Result<SitePolicies>> answers,
                       const std::set<std::string, std::less<>>& taken);

}  // namespace ecdsnap::cli
