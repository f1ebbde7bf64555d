// Sites as people type them.
#pragma once

#include "core/site.hpp"
#include "core/text/text_error.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace ecdsnap::cli {

// The sites meant by "all", "REGION" or "ACCOUNT/REGION", as places in `sites`; at least one.
core::TextResult<std::vector<std::size_t>> sites_named(std::string_view name, const std::vector<core::SiteId>& sites);

}  // namespace ecdsnap::cli
