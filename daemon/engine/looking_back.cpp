// What others made while this machine slept or was cut off.
#include "engine/adoption.hpp"

#include <algorithm>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

constexpr core::Millis pause_after_failure = std::chrono::seconds{5};

}  // namespace

void look_back(Site& site, core::SlotInstant slot) {
    const bool known = site.listed_from <= slot && slot <= site.listed_until;
    if (known || !site.unused.empty()) return;
    const core::WallTime from = core::WallTime{slot} - core::ClockTrust::tolerance;
    site.look_back_from = std::min(from, site.look_back_from.value_or(from));
    site.looking_back->ring();
}

awaitable<void> look_back_loop(Site& site) {
    World& world = site.world;
    while (!world.stopping) {
        if (!site.adopted || !site.look_back_from) {
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
