// Reads the desktops of one site from its cloud, as one who only looks: page after page, never faster than its limit.
#pragma once

#include "core/result.hpp"
#include "core/settings.hpp"
#include "ports/clock.hpp"
#include "ports/cloud.hpp"
#include "ports/random.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace ecdsnap::cli {

class PacedReads;

// All desktops of the site, or those of `ids` (at most 100) that are there; ordered by id, each once. A page that fails
// for the moment is asked for up to four times. What is referred to outlives the listing.
boost::asio::awaitable<core::Result<std::vector<core::Desktop>>> list_site(ports::Cloud& cloud, ports::Clock& clock,
                                                                           ports::Random& random,
                                                                           core::SiteLimits limits,
                                                                           std::vector<std::string> ids);

// The same among other calls to the site.
boost::asio::awaitable<core::Result<std::vector<core::Desktop>>> list_site(ports::Cloud& cloud, PacedReads& reads,
                                                                           std::vector<std::string> ids);

}  // namespace ecdsnap::cli
