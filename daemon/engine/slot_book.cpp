#include "engine/slot_book.hpp"

#include <utility>

namespace ecdsnap::engine {
namespace {

std::uint32_t* counter(core::SlotCounts& counts, core::Outcome outcome) {
    switch (outcome) {
        case core::Outcome::none: return nullptr;
        case core::Outcome::done: return &counts.done;
        case core::Outcome::skipped: return &counts.skipped;
        case core::Outcome::missed: return &counts.missed;
        case core::Outcome::failed: return &counts.failed;
    }
    return nullptr;
}

}  // namespace

core::Slot& SlotBook::add(core::Slot slot) {
    const std::int64_t id = slot.id;
    return open_.insert_or_assign(id, std::move(slot)).first->second;
}

core::Slot* SlotBook::find(std::int64_t id) {
    const auto place = open_.find(id);
    return place == open_.end() ? nullptr : &place->second;
}

core::Slot* SlotBook::find(const core::SlotKey& key) {
    for (auto& [id, slot] : open_)
        if (slot.key == key) return &slot;
    return nullptr;
}

void SlotBook::close(std::int64_t id) {
    const auto place = open_.find(id);
    if (place == open_.end()) return;
    core::Slot slot = std::move(place->second);
    open_.erase(place);
    desktops_.erase(id);
    slot.outlook.reset();
    if (slot.counts.tasks > 0 || slot.zones.empty()) remember(std::move(slot));  // not one of a zone without desktops
}

void SlotBook::remember(core::Slot slot) {
    const auto place = last_.find(slot.key.policy);
    if (place == last_.end())
        last_.emplace(slot.key.policy, std::move(slot));
    else if (place->second.key.instant <= slot.key.instant)
        place->second = std::move(slot);
}

const core::Slot* SlotBook::last(const std::string& policy) const {
    const auto place = last_.find(policy);
    return place == last_.end() ? nullptr : &place->second;
}

std::uint32_t SlotBook::desktops(std::int64_t id) const {
    const auto place = desktops_.find(id);
    return place == desktops_.end() ? 0 : place->second;
}

void SlotBook::count_outcome(std::int64_t id, core::Outcome before, core::Outcome after) {
    core::Slot& slot = open_.at(id);
    if (auto* less = counter(slot.counts, before)) --*less;
    if (auto* more = counter(slot.counts, after)) ++*more;
    if (slot.counts.unsettled() == 0) slot.outlook.reset();  // nothing is expected of it any more
}

}  // namespace ecdsnap::engine
