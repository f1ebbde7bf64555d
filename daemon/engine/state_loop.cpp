// Reads the states of the desktops that tasks wait for, a hundred ids a call, and confirms by id that a desktop is
// gone.
#include "engine/concurrency.hpp"
#include "engine/site.hpp"
#include "engine/waking.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

constexpr core::Millis pause = std::chrono::seconds{5};
constexpr std::size_t ids_per_call = 100;  // DescribeDesktops, DesktopId.N: 1–100
constexpr std::size_t most_in_turn = 500;  // tasks, before the first inventory

std::vector<std::string> waited_for(const Site& site) {
    std::set<std::string> ids;
    for (const core::TaskId id : site.state_waiters)
        ids.insert(site.board.find(id)->desktop_id);
    return {ids.begin(), ids.end()};
}

// Who counts against an office site's limit is only known when all desktops are.
bool waits_for_list(const Site& site) {
    if (site.inventory.complete()) return false;
    const auto& open = site.world.slots.open();
    return !site.adopted || std::any_of(open.begin(), open.end(), [](const auto& slot) {
        return slot.second.rules.concurrency.per_office_site > 0;
    });
}

// After a start the list of all desktops takes its time, and those whose turn it is need not wait for it: each of them
// is asked for by its id, so that nothing is decided by a list that is not complete.
std::vector<std::string> next_in_turn(const Site& site) {
    std::vector<core::Need> needs;
    needs.reserve(site.state_waiters.size());
    for (const core::TaskId id : site.state_waiters)
        needs.push_back(*site.board.need(id));
    const auto some = needs.begin() + static_cast<std::ptrdiff_t>(std::min(most_in_turn, needs.size()));
    std::partial_sort(needs.begin(), some, needs.end());
    std::set<std::string> ids;
    for (auto need = needs.begin(); need != some; ++need)
        ids.insert(site.board.find(need->id)->desktop_id);
    return {ids.begin(), ids.end()};
}

awaitable<void> read_states(Site& site, std::vector<std::string> ids) {
    const std::set<std::string> asked(ids.begin(), ids.end());
    std::vector<std::string> query = ids;
    auto listing = co_await site.cloud.desktops(std::move(query));
    if (listing.has_error()) co_return;  // reported as a root cause; asked again after the pause
    confirm_desktops(site, ids, listing.value());
    see_listed(site, ids, listing.value().started);
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
        if (site.state_waiters.empty() || waits_for_list(site)) {
            const bool rung = co_await site.states->wait_until(
                site.state_waiters.empty() ? core::never : world.clock.steady_now() + pause);
            (void)rung;
            continue;
        }
        const bool listed = site.inventory.complete();
        const std::vector<std::string> ids = listed ? waited_for(site) : next_in_turn(site);
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
