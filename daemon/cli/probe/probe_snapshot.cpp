#include "cli/probe/probe_snapshot.hpp"

#include <algorithm>

namespace ecdsnap::cli {

const core::Snapshot* find_in(const std::vector<core::Snapshot>& listing, const ProbeSnapshot& made) {
    const auto found = std::ranges::find(listing, made.id, &core::Snapshot::id);
    return found == listing.end() ? nullptr : &*found;
}

std::string why_not_ours(const core::Snapshot& listed, const ProbeSnapshot& made) {
    if (made.id.empty() || listed.id != made.id) return "its id is another one";
    if (listed.type != core::SnapshotType::user) return "the service made it, not a user";
    if (listed.desktop_id != made.desktop_id) return "it is of another desktop";
    if (listed.name != made.name) return "its name is another one";
    if (!made.description.starts_with(listed.description)) return "its description is another one";
    return {};
}

}  // namespace ecdsnap::cli
