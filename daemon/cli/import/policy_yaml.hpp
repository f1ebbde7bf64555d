// Imported policies as a file of policies, with what differs as comments.
#pragma once

#include "core/cloud_policy/translation.hpp"
#include "core/time.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::cli {

// How each such file begins: by it `--force` knows what import may replace.
inline constexpr std::string_view import_mark = "# Written by `ecdsnap import`";

struct ImportFrame {
    std::string timezone;
    core::WallTime read{};                  // when the cloud was read
    std::vector<core::Difference> differs;  // what differs for all of them
};

// The policies have names, and there is at least one.
std::string policies_yaml(std::span<const core::ImportedPolicy> policies, const ImportFrame& frame);

// The `select` of it on one line, where it is a condition: "{account: main, region: cn-hangzhou, tags: {env: prod}}".
std::string condition_yaml(const core::SiteId& site, const core::Condition& condition);

}  // namespace ecdsnap::cli
