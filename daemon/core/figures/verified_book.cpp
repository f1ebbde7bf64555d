#include "core/figures/verified_book.hpp"

#include "core/text/stable_hash.hpp"

#include <algorithm>
#include <chrono>

namespace ecdsnap::core {

// Two ids that share one of 2^64 values show, at worst, each other's age.
void VerifiedBook::note(std::string_view desktop_id, DiskKind disk, WallTime made_at) {
    const auto second = std::chrono::floor<std::chrono::seconds>(made_at);
    if (second.time_since_epoch().count() <= 0) return;
    std::int64_t& known = rows_[stable_hash(desktop_id)][static_cast<std::size_t>(disk)];
    known = std::max<std::int64_t>(known, second.time_since_epoch().count());
    if (!newest_ || *newest_ < second) newest_ = second;
}

VerifiedBook::OfDesktop VerifiedBook::find(std::string_view desktop_id) const {
    OfDesktop found;
    const auto row = rows_.find(stable_hash(desktop_id));
    if (row == rows_.end()) return found;
    for (std::size_t disk = 0; disk < found.size(); ++disk)
        if (row->second[disk] != 0) found[disk] = WallTime{std::chrono::seconds{row->second[disk]}};
    return found;
}

}  // namespace ecdsnap::core
