// Reads the states of the desktops that tasks wait for, a hundred ids a call, and confirms by id that a desktop is
// gone.
#include "engine/concurrency.hpp"
#include "engine/site.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

constexpr core::Millis pause = std::chrono::seconds{5};
constexpr std::size_t ids_per_call = 100;  // DescribeDesktops, DesktopId.N: 1–100

std::vector<std::string> waited_for(const Site& site) {
    std::set<std::string> ids;
    for (const core::TaskId id : site.state_waiters)
        ids.insert(site.board.find(id)->desktop_id);
    return {ids.begin(), ids.end()};
}

awaitable<void> read_states(Site& site, std::vector<std::string> ids) {
    const std::set<std::string> asked(ids.begin(), ids.end());
    std::vector<std::string> query = ids;
    auto listing = co_await site.cloud.desktops(std::move(query));
    if (listing.has_error()) co_return;  // reported as a root cause; asked again after the pause
    site.inventory.confirm(ids, listing.value().items);
    place_recovered(site);
    for (const core::TaskId id : site.state_waiters) {
        const bool concerned = asked.contains(site.board.find(id)->desktop_id);
        if (concerned && !site.at_work.contains(id)) site.board.make_ready(id);
    }
    site.dispatch->ring();
}

}  // namespace

awaitable<void> state_loop(Site& site) {
    World& world = site.world;
    while (!world.stopping) {
        if (site.state_waiters.empty() || !site.inventory.complete()) {
            const bool rung = co_await site.states->wait_until(
                site.state_waiters.empty() ? core::never : world.clock.steady_now() + pause);
            (void)rung;
            continue;
        }
        const std::vector<std::string> ids = waited_for(site);
        for (std::size_t at = 0; at < ids.size() && !world.stopping; at += ids_per_call) {
            const auto first = ids.begin() + static_cast<std::ptrdiff_t>(at);
            const auto count = std::min(ids_per_call, ids.size() - at);
            std::vector<std::string> batch(first, first + static_cast<std::ptrdiff_t>(count));
            co_await read_states(site, std::move(batch));
        }
        const core::SteadyTime until = world.clock.steady_now() + pause;
        while (!world.stopping && world.clock.steady_now() < until) {
            const bool rung = co_await site.states->wait_until(until);
            (void)rung;
        }
    }
}

}  // namespace ecdsnap::engine
