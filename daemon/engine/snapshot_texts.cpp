#include "engine/snapshot_texts.hpp"

#include "core/policy/description_stamp.hpp"

#include <string_view>

namespace ecdsnap::engine {
namespace {

std::string_view office_site_of(const Site& site, const core::Task& task) {
    const core::Desktop* desktop = site.inventory.find(task.desktop_id);
    return desktop == nullptr ? std::string_view{} : desktop->office_site_id.view();
}

}  // namespace

core::SlotContext context_of(const Site& site, const core::Slot& slot) {
    const World& world = site.world;
    return core::SlotContext{
        world.owner, slot, site.id, world.zone(slot.rules.timezone), world.clock.wall_now(), world.clock.steady_now()};
}

std::string base_name_of(const Site& site, const core::Task& task, const core::Slot& slot) {
    return core::base_name_for(context_of(site, slot), task, office_site_of(site, task));
}

std::string description_of(const Site& site, const core::Task& task, const core::Slot& slot) {
    core::Stamp stamp;
    stamp.owner = site.world.owner;
    stamp.slot = slot.key;
    stamp.snapshot_number = task.snapshot_number;
    stamp.send_number = task.send_number;
    stamp.start_token = site.world.start_token;
    return core::description_with(stamp,
                                  core::description_for(context_of(site, slot), task, office_site_of(site, task)));
}

}  // namespace ecdsnap::engine
