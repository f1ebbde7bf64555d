#include "core/figures/verified_ages.hpp"

#include <algorithm>
#include <array>
#include <functional>

namespace ecdsnap::core {
namespace {

constexpr double hour = 3600;
constexpr std::array<double, 10> age_bounds{hour,      6 * hour,  12 * hour,  24 * hour,  30 * hour,
                                            48 * hour, 72 * hour, 168 * hour, 336 * hour, 720 * hour};

}  // namespace

VerifiedAges::VerifiedAges() : seconds_(age_bounds) {}

void VerifiedAges::add(const SiteId& site, std::span<const Desktop> desktops, const VerifiedMoments& moments,
                       WallTime now) {
    const VerifiedSecond present = verified_second(now);
    for (std::size_t place = 0; place < desktops.size(); ++place) {
        VerifiedSecond first = not_wanted;
        for (const auto& disks : moments.of_disk) {
            const VerifiedSecond made = disks[place];
            if (made == not_wanted) continue;
            if (made == never_verified) {
                ++never_;
                continue;
            }
            seconds_.add(present - std::min(present, made));  // a clock that was set back makes none younger than new
            first = std::min(first, made);
        }
        if (first != not_wanted) rank(site, desktops[place], present - std::min(present, first));
    }
}

void VerifiedAges::rank(const SiteId& site, const Desktop& desktop, double age) {
    if (oldest_.size() == most_oldest && oldest_.back().age >= age) return;
    const auto place = std::ranges::upper_bound(oldest_, age, std::greater<>{}, &OldestDesktop::age);
    oldest_.insert(place, OldestDesktop{site, std::string{desktop.id.view()}, age});
    if (oldest_.size() > most_oldest) oldest_.pop_back();
}

std::vector<std::uint32_t> older_places(const std::vector<VerifiedSecond>& disks,
                                        const std::vector<VerifiedSecond>& listed,
                                        std::span<const std::uint32_t> places, WallTime limit,
                                        NeverVerified unverified) {
    const VerifiedSecond first = verified_second(limit);
    std::vector<std::uint32_t> older;
    for (const std::uint32_t place : places) {
        const bool lacking = disks[place] == never_verified;
        if (lacking && unverified == NeverVerified::does_not) continue;
        if ((lacking ? listed[place] : disks[place]) < first) older.push_back(place);
    }
    return older;
}

}  // namespace ecdsnap::core
