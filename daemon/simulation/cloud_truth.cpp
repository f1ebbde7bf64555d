#include "simulation/cloud_truth.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::simulation {

const TrueSnapshot& CloudTruth::add(TrueSnapshot made) {
    const std::size_t place = snapshots_.size();
    if (made.shown.id.empty()) made.shown.id = id_prefix + std::to_string(1'000'000 + place);
    DesktopIndex& index = by_desktop_[made.shown.desktop_id];
    index.all.push_back(place);
    index.perhaps_busy.push_back(place);
    by_id_.emplace(made.shown.id, place);
    return snapshots_.push_back(std::move(made));
}

const TrueSnapshot* CloudTruth::find(const std::string& id) const {
    const auto place = place_of(id);
    return place ? &snapshots_[*place] : nullptr;
}

std::optional<std::size_t> CloudTruth::place_of(const std::string& id) const {
    const auto place = by_id_.find(id);
    return place == by_id_.end() ? std::nullopt : std::optional(place->second);
}

bool CloudTruth::disk_busy(const std::string& desktop_id, core::DiskKind disk, core::WallTime now) {
    auto& candidates = by_desktop_[desktop_id].perhaps_busy;
    std::erase_if(candidates, [&](std::size_t place) {
        const TrueSnapshot& snapshot = snapshots_[place];
        return snapshot.removed || snapshot.status(now) != core::SnapshotStatus::progressing;
    });
    return std::any_of(candidates.begin(), candidates.end(),
                       [&](std::size_t place) { return snapshots_[place].shown.disk == disk; });
}

const std::vector<std::size_t>& CloudTruth::of_desktop(const std::string& desktop_id) const {
    static const std::vector<std::size_t> none;
    const auto index = by_desktop_.find(desktop_id);
    return index == by_desktop_.end() ? none : index->second.all;
}

std::size_t CloudTruth::first_created_from(core::WallTime from) const {
    const auto first = std::lower_bound(
        snapshots_.begin(), snapshots_.end(), from,
        [](const TrueSnapshot& snapshot, core::WallTime instant) { return snapshot.shown.created < instant; });
    return snapshots_.oldest() + static_cast<std::size_t>(first - snapshots_.begin());
}

void CloudTruth::forget_calls_before(core::WallTime before) {
    while (calls.keeps_any()) {
        const CreateCall& oldest = calls[calls.oldest()];
        if (!oldest.caller_left || *oldest.caller_left >= before) break;
        calls.forget_oldest();
    }
}

void CloudTruth::forget_snapshots_before(core::WallTime before) {
    while (snapshots_.keeps_any()) {
        const TrueSnapshot& oldest = snapshots_[snapshots_.oldest()];
        if (!oldest.ends_at || *oldest.ends_at >= before) break;
        forget_oldest_snapshot();
    }
}

void CloudTruth::forget_oldest_snapshot() {
    const std::size_t place = snapshots_.oldest();
    const TrueSnapshot& oldest = snapshots_[place];
    DesktopIndex& index = by_desktop_[oldest.shown.desktop_id];
    std::erase(index.all, place);
    std::erase(index.perhaps_busy, place);
    by_id_.erase(oldest.shown.id);
    snapshots_.forget_oldest();
}

void CloudTruth::fall_asleep(const std::string& desktop_id) {
    const auto place = desktops.find(desktop_id);
    if (place == desktops.end()) return;
    place->second.status = core::DesktopStatus::hibernated;
    place->second.session = core::Session::none;
    power[desktop_id].woken_by.reset();
    ++power[desktop_id].changes;
}

void CloudTruth::connect(const std::string& desktop_id, core::WallTime now) {
    const auto place = desktops.find(desktop_id);
    if (place == desktops.end()) return;
    place->second.status = core::DesktopStatus::running;
    place->second.session = core::Session::connected;
    power[desktop_id].connected_since = now;
    ++power[desktop_id].changes;
}

void CloudTruth::disconnect(const std::string& desktop_id) {
    const auto place = desktops.find(desktop_id);
    if (place != desktops.end()) place->second.session = core::Session::none;
}

}  // namespace ecdsnap::simulation
