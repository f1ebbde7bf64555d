#include "core/figures/verified_book.hpp"

#include "core/text/stable_hash.hpp"

#include <algorithm>
#include <chrono>

namespace ecdsnap::core {

VerifiedSecond verified_second(WallTime time) {
    const auto second = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    return static_cast<VerifiedSecond>(std::clamp<std::int64_t>(second, never_verified, std::int64_t{not_wanted} - 1));
}

// Two ids that share one of 2^64 values show, at worst, each other's age.
void VerifiedBook::note(std::string_view desktop_id, DiskKind disk, WallTime made_at, WallTime now) {
    const VerifiedSecond present = verified_second(now);
    const VerifiedSecond second = std::min(verified_second(made_at), present);
    if (second == never_verified) return;
    const auto renew = [&](VerifiedSecond& known) { known = known > present ? second : std::max(known, second); };
    renew(rows_[stable_hash(desktop_id)][static_cast<std::size_t>(disk)]);
    renew(newest_);
    ++changes_;
}

void VerifiedBook::forget_after(WallTime now) {
    const VerifiedSecond present = verified_second(now);
    if (newest_ <= present) return;
    newest_ = never_verified;
    for (auto& [desktop, row] : rows_)
        for (VerifiedSecond& made : row) {
            if (made > present) made = never_verified;
            newest_ = std::max(newest_, made);
        }
    ++changes_;
}

VerifiedMoments VerifiedBook::moments(std::span<const Desktop> desktops, std::span<const WantedDisks> wanted) const {
    VerifiedMoments moments;
    for (auto& disks : moments.of_disk)
        disks.assign(desktops.size(), not_wanted);
    for (std::size_t place = 0; place < desktops.size(); ++place) {
        if (wanted[place] == 0) continue;
        const auto row = rows_.find(stable_hash(desktops[place].id.view()));
        for (const DiskKind disk : {DiskKind::system, DiskKind::data}) {
            const auto kind = static_cast<std::size_t>(disk);
            if ((wanted[place] & wanted_bit(disk)) == 0) continue;
            moments.of_disk[kind][place] = row == rows_.end() ? never_verified : row->second[kind];
        }
    }
    return moments;
}

std::optional<WallTime> VerifiedBook::newest() const {
    if (newest_ == never_verified) return std::nullopt;
    return WallTime{std::chrono::seconds{newest_}};
}

}  // namespace ecdsnap::core
