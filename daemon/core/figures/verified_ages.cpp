#include "core/figures/verified_ages.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace ecdsnap::core {
namespace {

constexpr double hour = 3600;
constexpr std::array<double, 10> age_bounds{hour,      6 * hour,  12 * hour,  24 * hour,  30 * hour,
                                            48 * hour, 72 * hour, 168 * hour, 336 * hour, 720 * hour};

// A clock that was set back makes nothing younger than new.
double age_at(WallTime now, WallTime made) {
    return std::max(0.0, std::chrono::duration<double>(now - made).count());
}

}  // namespace

VerifiedAges::VerifiedAges() : seconds_(age_bounds) {}

SiteAges VerifiedAges::add(const SiteId& site, std::span<const Desktop> desktops, std::span<const WantedDisks> wanted,
                           const VerifiedBook& book, WallTime now) {
    SiteAges ages;
    ages.of_disk.assign(2 * desktops.size(), SiteAges::unknown);
    for (std::size_t place = 0; place < desktops.size(); ++place) {
        if (wanted[place] == 0) continue;
        const VerifiedBook::OfDesktop made = book.find(desktops[place].id);
        double oldest = -1;
        for (const DiskKind disk : {DiskKind::system, DiskKind::data}) {
            if ((wanted[place] & wanted_bit(disk)) == 0) continue;
            const auto& moment = made[static_cast<std::size_t>(disk)];
            if (!moment) {
                ++never_;
                continue;
            }
            const double age = age_at(now, *moment);
            ages.of_disk[2 * place + static_cast<std::size_t>(disk)] = age;
            seconds_.add(age);
            oldest = std::max(oldest, age);
        }
        if (oldest >= 0) rank(site, desktops[place], oldest);
    }
    return ages;
}

void VerifiedAges::rank(const SiteId& site, const Desktop& desktop, double age) {
    if (oldest_.size() == most_oldest && oldest_.back().age >= age) return;
    const auto place = std::ranges::upper_bound(oldest_, age, std::greater<>{}, &OldestDesktop::age);
    oldest_.insert(place, OldestDesktop{site, std::string{desktop.id.view()}, age});
    if (oldest_.size() > most_oldest) oldest_.pop_back();
}

}  // namespace ecdsnap::core
