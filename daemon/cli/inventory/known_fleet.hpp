// The desktops that are known from files: those of `ecdsnap inventory --save`, or what DescribeDesktops answers.
#pragma once

#include "core/forecast/fleet.hpp"
#include "core/settings.hpp"
#include "core/text/text_error.hpp"
#include "core/time.hpp"

#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct KnownFleet {
    core::Fleet sites;                    // those that were given, with their desktops
    std::vector<std::string> notes;       // for people: what was left out, what is missing
    std::optional<core::WallTime> taken;  // when the oldest listing was taken, where a file says it
};

// Puts the desktops of the files ("FILE" or "SITE=FILE") into `sites`. An error names the file, the place in it, and
// what is allowed.
core::TextResult<KnownFleet> read_fleet(const std::vector<std::string>& files, core::Fleet sites);

// For accounts with `regions: all`: the regions of which the files hold desktops stand as theirs, where they say so.
core::Settings with_regions_of(const std::vector<std::string>& files, core::Settings settings);

}  // namespace ecdsnap::cli
