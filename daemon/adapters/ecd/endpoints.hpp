// Where a site's calls go. Host and RegionId come from one setting: the service answers a RegionId that is not the
// endpoint's with empty lists.
#pragma once

#include "core/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::adapters {

struct EcdEndpoint {
    std::string url;   // "https://ecd.cn-hangzhou.aliyuncs.com": what the transport is made with
    std::string host;  // as the Host header has it, with the port if the URL has one: it is signed
};

// Alibaba's rule is ecd.<region>.aliyuncs.com; there is no closed list of regions. `override_url` replaces it.
core::Result<EcdEndpoint> ecd_endpoint(std::string_view region, const std::optional<std::string>& override_url);

}  // namespace ecdsnap::adapters
