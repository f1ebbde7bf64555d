// When the newest verified snapshot of each disk of one site was made, as far as the ledger tells: a few bytes a
// desktop.
#pragma once

#include "core/desktop.hpp"
#include "core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ecdsnap::core {

// Which disks of a desktop any policy wants: a bit for each DiskKind.
using WantedDisks = std::uint8_t;
constexpr WantedDisks wanted_bit(DiskKind disk) {
    return static_cast<WantedDisks>(1U << static_cast<unsigned>(disk));
}

// Seconds since 1970, until 2106: millions of them are compared for one page of metrics.
using VerifiedSecond = std::uint32_t;
inline constexpr VerifiedSecond never_verified = 0;
inline constexpr VerifiedSecond not_wanted = std::numeric_limits<VerifiedSecond>::max();  // the disk, by no policy

VerifiedSecond verified_second(WallTime time);  // never_verified: before 1970

// Of the disks of a list of desktops, in its order.
struct VerifiedMoments {
    std::array<std::vector<VerifiedSecond>, 2> of_disk;  // by DiskKind

    const std::vector<VerifiedSecond>& of(DiskKind disk) const { return of_disk[static_cast<std::size_t>(disk)]; }
};

class VerifiedBook {
public:
    // The newest one counts, in whatever order they are told. None is made after `now`: one that was noted so, by a
    // clock that was ahead, gives way.
    void note(std::string_view desktop_id, DiskKind disk, WallTime made_at, WallTime now = WallTime::max());

    // Moments ahead of a clock that is trusted say nothing: those disks have no verified snapshot that is known.
    void forget_after(WallTime now);

    // `wanted` has one entry for each desktop.
    VerifiedMoments moments(std::span<const Desktop> desktops, std::span<const WantedDisks> wanted) const;

    // The newest of all disks; nullopt: there is none.
    std::optional<WallTime> newest() const;
    // Grows with every change.
    std::uint64_t changes() const { return changes_; }

private:
    using Row = std::array<VerifiedSecond, 2>;     // by DiskKind
    std::unordered_map<std::uint64_t, Row> rows_;  // by a hash of the id
    VerifiedSecond newest_ = never_verified;
    std::uint64_t changes_ = 0;
};

}  // namespace ecdsnap::core
