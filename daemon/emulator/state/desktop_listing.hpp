// Which desktops a DescribeDesktops call sees, one page at a time, in the fleet's own order.
#pragma once

#include "emulator/state/fleet.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::emulator {

/// Empty members do not filter.
struct DesktopFilter {
    RegionIndex region = 0;
    std::vector<std::string> ids;
    std::vector<std::string> statuses;
    std::optional<std::string> name, office_site_id, office_site_name, management_flag, auto_policy;
    std::vector<std::string> os_names;
    std::vector<Tag> tags;       // all must match; an empty value matches any
    bool without_pooled = true;  // leave out desktops of desktop groups
    bool only_pooled = false;
};

struct DesktopPage {
    std::vector<DesktopIndex> desktops;
    std::size_t total = 0;            // matching, over all pages
    std::optional<std::size_t> next;  // where the next page goes on; unset on the last one
};

/// `from` counts positions in the region's list (or in `ids`), not matches: no page has to count what came before it.
DesktopPage list_desktops(const Fleet& fleet, const DesktopFilter& filter, std::size_t from, std::size_t most,
                          Instant now);

/// The page after the first `skip` matches, for PageNumber.
DesktopPage list_desktops_after(const Fleet& fleet, const DesktopFilter& filter, std::size_t skip, std::size_t most,
                                Instant now);

}  // namespace ecdsnap::emulator
