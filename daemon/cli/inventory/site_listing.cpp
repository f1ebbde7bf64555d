#include "cli/inventory/site_listing.hpp"

#include "cli/inventory/paced_reads.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::cli {
namespace {

using boost::asio::awaitable;

void settle(std::vector<core::Desktop>& desktops) {
    std::ranges::stable_sort(desktops, {}, &core::Desktop::id);
    // Pages move while they are read.
    const auto same = [](const core::Desktop& one, const core::Desktop& other) { return one.id == other.id; };
    desktops.erase(std::unique(desktops.begin(), desktops.end(), same), desktops.end());
}

}  // namespace

awaitable<core::Result<std::vector<core::Desktop>>> list_site(ports::Cloud& cloud, PacedReads& reads,
                                                              std::vector<std::string> ids) {
    const auto ask = [&](const std::string& token) {
        ports::DesktopQuery query;
        query.ids = ids;
        query.next_token = token;
        return cloud.describe_desktops(std::move(query));
    };
    const auto items = [](ports::DesktopPage& page) -> std::vector<core::Desktop>& { return page.desktops; };
    auto desktops = co_await reads.all_pages<core::Desktop>(ask, items);
    if (desktops.has_value()) settle(desktops.value());
    co_return desktops;
}

awaitable<core::Result<std::vector<core::Desktop>>> list_site(ports::Cloud& cloud, ports::Clock& clock,
                                                              ports::Random& random, core::SiteLimits limits,
                                                              std::vector<std::string> ids) {
    PacedReads reads(clock, random, limits);
    co_return co_await list_site(cloud, reads, std::move(ids));
}

}  // namespace ecdsnap::cli
