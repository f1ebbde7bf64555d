// A site is one (account, region): the unit of endpoint, pacing and inventory.
#pragma once

#include <compare>
#include <string>

namespace ecdsnap::core {

struct SiteId {
    std::string account;
    std::string region;

    auto operator<=>(const SiteId&) const = default;
};

// "main/cn-hangzhou"
inline std::string text(const SiteId& site) {
    return site.account + "/" + site.region;
}

}  // namespace ecdsnap::core
