// Which regions an account has and where each one's calls go, as the main file says it.
#pragma once

#include <map>
#include <optional>
#include <string>

namespace ecdsnap::core {

// `regions: all`: those that DescribeRegions names, asked in one of them.
struct AllRegions {
    std::string asked_in = "cn-hangzhou";

    bool operator==(const AllRegions&) const = default;
};

struct EndpointChoice {
    std::optional<std::string> usual;  // "{region}" stands for the region's id; nullopt: Alibaba's public one
    std::map<std::string, std::string> of_region;  // these regions' own, in front of `usual`

    // nullopt: the service's public address of that region.
    std::optional<std::string> in(const std::string& region) const {
        if (const auto own = of_region.find(region); own != of_region.end()) return own->second;
        if (!usual) return std::nullopt;
        constexpr const char* place = "{region}";
        std::string url = *usual;
        for (auto at = url.find(place); at != std::string::npos; at = url.find(place, at + region.size()))
            url.replace(at, 8, region);
        return url;
    }

    bool operator==(const EndpointChoice&) const = default;
};

}  // namespace ecdsnap::core
