#include "core/figures/verified_ages.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ecdsnap;
using namespace std::chrono_literals;

namespace {

const core::WallTime now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 25} + 0ms;
const core::SiteId site{"main", "cn-hangzhou"};
constexpr core::WantedDisks system_disk = core::wanted_bit(core::DiskKind::system);
constexpr core::WantedDisks both = system_disk | core::wanted_bit(core::DiskKind::data);

std::vector<core::Desktop> desktops(int count) {
    std::vector<core::Desktop> made(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        made[static_cast<std::size_t>(i)].id = "ecd-" + std::to_string(i);
    return made;
}

}  // namespace

TEST_CASE("the newest one of each disk is remembered, in whatever order they come") {
    core::VerifiedBook book;
    book.note("ecd-1", core::DiskKind::system, now - 1h);
    book.note("ecd-1", core::DiskKind::system, now - 25h);
    book.note("ecd-1", core::DiskKind::data, now - 49h);
    CHECK(book.changes() == 3);
    book.note("ecd-0", core::DiskKind::system, core::WallTime{});  // not known when
    CHECK(book.changes() == 3);
    const std::vector<core::WantedDisks> wanted{both, both, 0};
    const auto moments = book.moments(desktops(3), wanted);
    CHECK(moments.of(core::DiskKind::system) ==
          std::vector{core::never_verified, core::verified_second(now - 1h), core::not_wanted});
    CHECK(moments.of(core::DiskKind::data)[1] == core::verified_second(now - 49h));
    CHECK(book.newest() == now - 1h);
    CHECK_FALSE(core::VerifiedBook().newest());
}

TEST_CASE("ages are those of wanted disks; others and those without a snapshot have none") {
    core::VerifiedBook book;
    book.note("ecd-0", core::DiskKind::system, now - 2h);
    book.note("ecd-0", core::DiskKind::data, now - 80h);
    book.note("ecd-1", core::DiskKind::system, now - 3h);
    const std::vector<core::WantedDisks> wanted{both, 0, both, system_disk};
    const auto fleet = desktops(4);
    core::VerifiedAges ages;
    ages.add(site, fleet, book.moments(fleet, wanted), now);
    CHECK(ages.never() == 3);
    CHECK(ages.seconds().count() == 2);
    CHECK(ages.seconds().sum() == 82 * 3600);
    REQUIRE(ages.oldest().size() == 1);
    CHECK(ages.oldest()[0].desktop_id == "ecd-0");
    CHECK(ages.oldest()[0].age == 80 * 3600);
}

TEST_CASE("ten desktops are the oldest ones, the oldest first, over all sites") {
    core::VerifiedBook book;
    for (int i = 0; i < 40; ++i)
        book.note("ecd-" + std::to_string(i), core::DiskKind::system, now - (i % 2 == 0 ? i : 100 - i) * 1h);
    const std::vector<core::WantedDisks> wanted(40, both);
    const auto fleet = desktops(40);
    const auto moments = book.moments(fleet, wanted);
    core::VerifiedAges ages;
    ages.add(site, std::span(fleet).first(20), moments, now);
    ages.add(core::SiteId{"main", "cn-shanghai"}, fleet, moments, now);
    REQUIRE(ages.oldest().size() == 10);
    CHECK(ages.oldest()[0].age == 99 * 3600);
    CHECK(ages.oldest()[1].age == 99 * 3600);
    CHECK(ages.oldest()[9].age == 91 * 3600);
}

TEST_CASE("a clock that was set back makes no snapshot younger than new") {
    core::VerifiedBook book;
    book.note("ecd-0", core::DiskKind::system, now + 5h);
    const std::vector<core::WantedDisks> wanted{both};
    const auto fleet = desktops(1);
    core::VerifiedAges ages;
    ages.add(site, fleet, book.moments(fleet, wanted), now);
    REQUIRE(ages.oldest().size() == 1);
    CHECK(ages.oldest()[0].age == 0);
}

TEST_CASE("a moment of a clock that was ahead gives way, and is forgotten once the clock is trusted") {
    core::VerifiedBook book;
    book.note("ecd-0", core::DiskKind::system, now + 30 * 24h);
    book.note("ecd-1", core::DiskKind::system, now + 30 * 24h);
    book.note("ecd-2", core::DiskKind::system, now - 9h);
    book.note("ecd-0", core::DiskKind::system, now - 20h, now);
    CHECK(book.newest() == now - 20h);
    const std::vector<core::WantedDisks> wanted(3, system_disk);
    const auto system = [&] { return book.moments(desktops(3), wanted).of(core::DiskKind::system); };
    CHECK(system() == std::vector{core::verified_second(now - 20h), core::verified_second(now + 30 * 24h),
                                  core::verified_second(now - 9h)});
    book.note("ecd-2", core::DiskKind::system, now + 5h, now);
    CHECK(system()[2] == core::verified_second(now));
    book.note("ecd-1", core::DiskKind::data, now + 1h);
    const auto changes = book.changes();
    book.forget_after(now);
    CHECK(book.changes() == changes + 1);
    CHECK(system()[1] == core::never_verified);
    CHECK(book.newest() == now);
    book.forget_after(now);
    CHECK(book.changes() == changes + 1);
}

TEST_CASE(
    "what is older than an objective is told at the policy's places; what was never verified since it is known, when "
    "the policy is old enough") {
    using Places = std::vector<std::uint32_t>;
    const std::vector<core::VerifiedSecond> disks{core::verified_second(now - 10h),
                                                  core::verified_second(now - 5h),
                                                  core::verified_second(now - 5h - 1s),
                                                  core::never_verified,
                                                  core::not_wanted,
                                                  core::verified_second(now - 100h),
                                                  core::never_verified};
    std::vector<core::VerifiedSecond> listed(disks.size(), core::not_wanted);
    listed[3] = core::verified_second(now - 6h);
    listed[6] = core::verified_second(now - 4h);
    const Places places{0, 1, 2, 3, 4, 6};
    using enum core::NeverVerified;
    CHECK(core::older_places(disks, listed, places, now - 5h, does_not) == Places{0, 2});
    CHECK(core::older_places(disks, listed, places, now - 5h, counts) == Places{0, 2, 3});
    CHECK(core::older_places(disks, listed, places, now - 3h, counts) == Places{0, 1, 2, 3, 6});
    CHECK(core::older_places(disks, listed, places, core::WallTime{}, counts).empty());
    CHECK(core::older_places(disks, listed, {}, now, counts).empty());
}
