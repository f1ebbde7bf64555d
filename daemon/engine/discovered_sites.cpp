#include "engine/discovered_sites.hpp"

#include "core/region_use.hpp"

#include <utility>

namespace ecdsnap::engine {
namespace {

core::Event site_event(core::EventId id, const Site& site, std::string sentence) {
    core::Event event{id, std::move(sentence), {}};
    event.fields.push_back({"site", core::text(*site.id)});
    return event;
}

}  // namespace

bool set_aside_if_refused(Site& site, const core::Error& error) {
    if (!site.unused.empty()) return true;
    // What is under way there is followed, and what was listed there is missed, if nothing else was told.
    const bool may_be_empty = site.gone || !site.inventory.complete();
    if (!site.discovered || !may_be_empty || !core::refuses_region(error) || !site.board.ids().empty()) return false;
    site.unused = core::describe(error);
    site.waits_for.clear();
    core::Event event =
        site_event(core::EventId::region_unused, site,
                   core::text(*site.id) + " is not used: its desktops may not be listed: " + site.unused);
    event.fields.push_back({"code", error.code});
    event.fields.push_back({"request_id", error.request_id});
    site.world.events.emit(std::move(event));
    if (site.world.on_site_change) site.world.on_site_change();
    return true;
}

void take_back(Site& site) {
    site.cloud.tell_refusals();
    if (std::exchange(site.unused, {}).empty()) return;
    site.waits_for = "the first listing";
    site.adoption->ring();
    site.completion->ring();
}

void note_gone(Site& site) {
    if (std::exchange(site.gone, true)) return;
    site.world.events.emit(site_event(core::EventId::region_gone, site,
                                      "the cloud no longer names the region of " + core::text(*site.id) +
                                          "; its desktops are served for as long as it answers"));
}

}  // namespace ecdsnap::engine
