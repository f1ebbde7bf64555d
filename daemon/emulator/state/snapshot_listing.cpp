#include "emulator/state/snapshot_listing.hpp"

namespace ecdsnap::emulator {
namespace {

std::chrono::sys_seconds shown(Instant created) {
    return std::chrono::floor<std::chrono::seconds>(created);
}

bool name_matches(const SnapshotFilter& filter, const std::string& name) {
    if (!filter.name) return true;
    return filter.name_match == NameMatch::exact ? name == *filter.name : name.find(*filter.name) != std::string::npos;
}

bool matches(const SnapshotFilter& filter, const Snapshot& snapshot, const Fleet& fleet, Instant now) {
    const Desktop& desktop = fleet.desktop(snapshot.desktop);
    return now >= snapshot.visible_from && snapshot.region == filter.region &&
           (!filter.id || snapshot.id == *filter.id) && (!filter.desktop || snapshot.desktop == *filter.desktop) &&
           (!filter.disk || snapshot.disk == *filter.disk) && (!filter.type || snapshot.type == *filter.type) &&
           name_matches(filter, snapshot.name) && (!filter.desktop_name || desktop.name == *filter.desktop_name) &&
           (!filter.os || os_name(desktop) == *filter.os) &&
           (!filter.from || shown(snapshot.created) >= *filter.from) &&
           (!filter.until || shown(snapshot.created) <= *filter.until);
}

SnapshotPage list_one(const SnapshotStore& store, const Fleet& fleet, const SnapshotFilter& filter, Instant now) {
    SnapshotPage page;
    const Snapshot* snapshot = store.find(*filter.id);
    if (snapshot != nullptr && matches(filter, *snapshot, fleet, now)) page.snapshots.push_back(snapshot);
    return page;
}

/// The newest end of what the filter can match, or where the last page stopped: whichever comes later in the list.
SnapshotIndex::const_iterator beginning(const SnapshotIndex& index, const SnapshotFilter& filter,
                                        std::optional<ListingPlace> after) {
    std::optional<ListingPlace> start = after;
    if (filter.until) {
        const ListingPlace newest{shown(*filter.until) + std::chrono::seconds{1}, 0};
        if (!start || newest.created < start->created) start = newest;
    }
    return start ? index.upper_bound(*start) : index.begin();
}

}  // namespace

SnapshotPage list_snapshots(const SnapshotStore& store, const Fleet& fleet, const SnapshotFilter& filter,
                            std::optional<ListingPlace> after, std::size_t most, Instant now) {
    if (filter.id) return list_one(store, fleet, filter, now);
    const SnapshotIndex& index = filter.desktop ? store.of_desktop(*filter.desktop) : store.of_region(filter.region);
    SnapshotPage page;
    for (auto at = beginning(index, filter, after); at != index.end(); ++at) {
        if (filter.from && shown((*at)->created) < *filter.from) break;  // all further ones are older
        if (!matches(filter, **at, fleet, now)) continue;
        if (page.snapshots.size() == most) {
            page.next = ListingPlace{page.snapshots.back()->created, page.snapshots.back()->number};
            break;
        }
        page.snapshots.push_back(*at);
    }
    return page;
}

}  // namespace ecdsnap::emulator
