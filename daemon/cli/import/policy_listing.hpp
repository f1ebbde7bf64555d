// Reads the cloud's own snapshot policies of one site, with the desktops that each is applied to.
#pragma once

#include "cli/inventory/paced_reads.hpp"
#include "core/cloud_policy/translation.hpp"
#include "core/desktop.hpp"
#include "core/result.hpp"
#include "core/site.hpp"
#include "ports/cloud.hpp"
#include "ports/cloud_policies.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct SitePolicies {
    std::vector<core::FoundPolicy> policies;  // those that were wanted, in the cloud's order
    std::vector<core::CloudPolicy> others;    // those that were not, of which nothing else was read
    std::vector<core::Desktop> fleet;         // every desktop of the site, where conditions are wanted
};

enum class Selection : std::uint8_t {
    ids,         // the desktops that are attached today, one by one
    conditions,  // a condition where one says just the same today, else ids
};

struct PolicyQuestion {
    std::set<std::string, std::less<>> wanted;  // ids or names, exactly; empty: all
    Selection selection = Selection::ids;
};

bool is_wanted(const PolicyQuestion& question, const core::CloudPolicy& policy);

// All or, with an error, nothing: a policy with half of its desktops would be worse than none. What is referred to
// outlives the listing.
boost::asio::awaitable<core::Result<SitePolicies>> list_policies(const core::SiteId& site,
                                                                 ports::CloudPolicies& policies, ports::Cloud& cloud,
                                                                 PacedReads& reads, const PolicyQuestion& question);

}  // namespace ecdsnap::cli
