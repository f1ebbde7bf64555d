// How old the newest verified snapshots of the disks are that policies cover now.
#pragma once

#include "core/desktop.hpp"
#include "core/figures/histogram.hpp"
#include "core/figures/verified_book.hpp"
#include "core/site.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace ecdsnap::core {

// Which disks of a desktop any policy wants: a bit for each DiskKind.
using WantedDisks = std::uint8_t;
constexpr WantedDisks wanted_bit(DiskKind disk) {
    return static_cast<WantedDisks>(1U << static_cast<unsigned>(disk));
}

struct OldestDesktop {
    SiteId site;
    std::string desktop_id;
    double age = 0;  // seconds, of the older of its wanted disks
};

// Of one site: seconds for each desktop and disk; what is not wanted or not verified is not a number.
struct SiteAges {
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    std::vector<double> of_disk;  // [2 * desktop + DiskKind]

    double of(std::size_t desktop, DiskKind disk) const {
        return of_disk[2 * desktop + static_cast<std::size_t>(disk)];
    }
};

class VerifiedAges {
public:
    static constexpr std::size_t most_oldest = 10;

    VerifiedAges();

    // `wanted` has one entry for each desktop.
    SiteAges add(const SiteId& site, std::span<const Desktop> desktops, std::span<const WantedDisks> wanted,
                 const VerifiedBook& book, WallTime now);

    const Histogram& seconds() const { return seconds_; }                 // of all disks that have one
    std::uint64_t never() const { return never_; }                        // disks without one
    const std::vector<OldestDesktop>& oldest() const { return oldest_; }  // the oldest first

private:
    void rank(const SiteId& site, const Desktop& desktop, double age);

    Histogram seconds_;
    std::uint64_t never_ = 0;
    std::vector<OldestDesktop> oldest_;
};

}  // namespace ecdsnap::core
