// Asks the clouds of a configuration for their desktops, with its own credentials and the daemon's own adapters. Reads
// only.
#pragma once

#include "core/desktop.hpp"
#include "core/environment.hpp"
#include "core/result.hpp"
#include "core/settings.hpp"
#include "core/site.hpp"
#include "core/time.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

struct SiteAnswer {
    core::SiteId site;
    core::WallTime taken{};                                                            // when it was asked
    core::Result<std::vector<core::Desktop>> desktops = std::vector<core::Desktop>();  // ordered by id
};

// Every account and region at once, in the order of the configuration; all desktops, or those of `ids` (at most 100).
// Blocks until each has answered. The error is one of the configuration: an endpoint, a file of certificates.
core::Result<std::vector<SiteAnswer>> ask_clouds(const core::Settings& settings, const core::Environment& environment,
                                                 const std::vector<std::string>& ids = {});

}  // namespace ecdsnap::cli
