// Lists the site's desktops again and again. Only a complete listing replaces the inventory in force.
#include "core/text/duration_text.hpp"
#include "engine/concurrency.hpp"
#include "engine/discovered_sites.hpp"
#include "engine/site.hpp"
#include "engine/waking.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <utility>

namespace ecdsnap::engine {
namespace {

using boost::asio::awaitable;

constexpr core::Millis first_retry = std::chrono::seconds{5};
constexpr core::Millis longest_retry = std::chrono::minutes{1};

// A region that was set aside, and whenever the regions were asked for: a right that was missing may be given at once.
constexpr core::Millis unused_every = std::chrono::minutes{10};

constexpr std::size_t ids_per_call = 100;

struct Failures {
    std::uint64_t in_a_row = 0;
    core::Millis retry = first_retry;
};

void report_failure(Site& site, const core::Error& error, const Failures& failures) {
    core::Event event{core::EventId::inventory_failed, "the desktops cannot be listed: " + core::describe(error), {}};
    event.fields.push_back({"site", core::text(*site.id)});
    event.fields.push_back({"code", error.code});
    event.fields.push_back({"request_id", error.request_id});
    event.fields.push_back({"count", std::to_string(failures.in_a_row)});
    if (const auto at = site.inventory.listed_at()) {
        const auto age = std::chrono::floor<std::chrono::seconds>(site.world.clock.steady_now() - *at);
        event.fields.push_back({"age", core::duration_text(std::chrono::duration_cast<core::Millis>(age))});
    }
    site.world.events.emit(std::move(event));
}

void report_restored(Site& site) {
    core::Event event{core::EventId::inventory_restored, "the desktops are listed again", {}};
    event.fields.push_back({"site", core::text(*site.id)});
    event.fields.push_back({"desktops", std::to_string(site.inventory.desktops().size())});
    site.world.events.emit(std::move(event));
}

// States that this version does not know, one event for each, with examples.
void report_unknown_states(Site& site) {
    std::map<std::string, std::vector<std::string>> states;
    for (const core::Desktop& desktop : site.inventory.desktops())
        if (desktop.status == core::DesktopStatus::unknown) states[desktop.raw_status].push_back(desktop.id);
    for (const auto& [state, ids] : states) {
        if (!site.states_reported.insert(state).second) continue;
        const auto some = std::span{ids}.first(std::min<std::size_t>(ids.size(), 3));
        core::Event event{
            core::EventId::unknown_state,
            fmt::format("{} desktops are in the state \"{}\", which this version does not know", ids.size(), state),
            {}};
        event.fields.push_back({"site", core::text(*site.id)});
        event.fields.push_back({"state", state});
        event.fields.push_back({"count", std::to_string(ids.size())});
        event.fields.push_back({"examples", fmt::format("{}", fmt::join(some, ", "))});
        site.world.events.emit(std::move(event));
    }
}

void take_over(Site& site, Listing<core::Desktop> listing, core::Millis every) {
    const core::Continuity continuity{site.world.cloud_now(), every * 3};  // two of them may fail
    site.inventory.replace(std::move(listing.items), listing.started, site.world.clock.wall_now(), continuity);
    ++site.inventories;
    report_unknown_states(site);
    place_recovered(site);
    see_all_listed(site, listing.started);
    for (const auto* waiters : {&site.state_waiters, &site.wake_waiters, &site.preference_waiters})
        for (const core::TaskId id : *waiters)
            if (!site.at_work.contains(id)) site.board.make_ready(id);
    site.dispatch->ring();
    if (site.world.on_site_change) site.world.on_site_change();
}

// Pages move while they are read, and what moved to a page that was read already is not shown: absence is confirmed by
// id, so that no desktop is left out of a slot for it.
awaitable<core::Result<Listing<core::Desktop>>> list_all(Site& site) {
    std::vector<std::string> all;
    auto listing = co_await site.cloud.desktops(std::move(all));
    if (listing.has_error()) co_return listing;
    const std::vector<std::string> missing = site.inventory.not_in(listing.value().items);
    for (std::size_t at = 0; at < missing.size(); at += ids_per_call) {
        const auto first = missing.begin() + static_cast<std::ptrdiff_t>(at);
        std::vector<std::string> batch(
            first, first + static_cast<std::ptrdiff_t>(std::min(ids_per_call, missing.size() - at)));
        auto found = co_await site.cloud.desktops(std::move(batch));
        if (found.has_error()) co_return found.error();
        auto& items = found.value().items;
        std::move(items.begin(), items.end(), std::back_inserter(listing.value().items));
    }
    co_return listing;
}

}  // namespace

awaitable<void> inventory_loop(Site& site, core::Millis every) {
    World& world = site.world;
    Failures failures;
    while (!world.stopping) {
        auto listing = co_await list_all(site);
        if (world.stopping) co_return;
        core::Millis pause = every;
        if (listing.has_value()) {
            take_back(site);
            take_over(site, std::move(listing.value()), every);
            if (failures.in_a_row > 0) report_restored(site);
            failures = {};
        } else if (set_aside_if_refused(site, listing.error())) {
            failures = {};
            pause = unused_every;
        } else {
            if (failures.in_a_row++ == 0) report_failure(site, listing.error(), failures);
            pause = std::exchange(failures.retry, std::min(failures.retry * 2, longest_retry));
        }
        site.inventory_tried = world.clock.steady_now();
        site.inventory_failing = listing.has_error();
        remember_limits(site);
        if (world.on_site_change) world.on_site_change();
        const bool rung = co_await site.inventory_wanted->wait_until(site.inventory_tried + pause);
        (void)rung;
    }
}

}  // namespace ecdsnap::engine
