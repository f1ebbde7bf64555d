// How old the newest verified snapshots of the disks are that policies cover now.
#pragma once

#include "core/desktop.hpp"
#include "core/figures/histogram.hpp"
#include "core/figures/verified_book.hpp"
#include "core/site.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ecdsnap::core {

struct OldestDesktop {
    SiteId site;
    std::string desktop_id;
    double age = 0;  // seconds, of the older of its wanted disks
};

class VerifiedAges {
public:
    static constexpr std::size_t most_oldest = 10;

    VerifiedAges();

    // The moments are those of the desktops.
    void add(const SiteId& site, std::span<const Desktop> desktops, const VerifiedMoments& moments, WallTime now);

    const Histogram& seconds() const { return seconds_; }                 // of all disks that have one
    std::uint64_t never() const { return never_; }                        // disks without one
    const std::vector<OldestDesktop>& oldest() const { return oldest_; }  // the oldest first

private:
    void rank(const SiteId& site, const Desktop& desktop, double age);

    Histogram seconds_;
    std::uint64_t never_ = 0;
    std::vector<OldestDesktop> oldest_;
};

// Whether disks that were never verified count as too old.
enum class NeverVerified : std::uint8_t { counts, does_not };

// At which of these places the disk has no verified snapshot since `limit`. One that never had any counts from the
// moment in `listed`. Both lists are those of the desktops.
std::vector<std::uint32_t> older_places(const std::vector<VerifiedSecond>& disks,
                                        const std::vector<VerifiedSecond>& listed,
                                        std::span<const std::uint32_t> places, WallTime limit,
                                        NeverVerified unverified);

}  // namespace ecdsnap::core
