// What others made while this machine slept.
#include "engine/adoption.hpp"

#include <algorithm>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

// A listing this young shows what a slot that is opened now has to know.
constexpr core::Millis young = std::chrono::minutes{2};

}  // namespace

void look_back(Site& site, core::SlotInstant slot) {
    const core::SteadyTime now = site.world.clock.steady_now();
    const bool known =
        site.listed_at != core::SteadyTime{} && now - site.listed_at <= young && site.listed_from <= slot;
    if (known || !site.unused.empty()) return;
    const core::WallTime from = core::WallTime{slot} - core::ClockTrust::tolerance;
    site.look_back_from = std::min(from, site.look_back_from.value_or(from));
    site.looking_back->ring();
}

awaitable<void> look_back_loop(Site& site) {
    World& world = site.world;
    while (!world.stopping) {
        if (!site.adopted || !site.look_back_from || !site.unused.empty()) {
            const bool rung = co_await site.looking_back->wait_until(core::never);
            (void)rung;
            continue;
        }
        const core::WallTime from = *site.look_back_from;
        const bool complete = co_await list_and_digest(site, from);
        if (complete && site.look_back_from == from) {
            site.look_back_from.reset();
            ask_all_again(site);
        } else if (!complete) {
            const bool rung = co_await site.looking_back->wait_until(world.clock.steady_now() + pause_after_failure);
            (void)rung;
        }
    }
}

}  // namespace ecdsnap::engine
