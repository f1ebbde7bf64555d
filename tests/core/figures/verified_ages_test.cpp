#include "core/figures/verified_ages.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

using namespace ecdsnap;
using namespace std::chrono_literals;

namespace {

const core::WallTime now = std::chrono::sys_days{std::chrono::year{2026} / 11 / 25} + 0ms;
const core::SiteId site{"main", "cn-hangzhou"};
constexpr core::WantedDisks both = core::wanted_bit(core::DiskKind::system) | core::wanted_bit(core::DiskKind::data);

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
    book.note("ecd-2", core::DiskKind::system, core::WallTime{});  // not known when
    CHECK(book.find("ecd-1")[0] == now - 1h);
    CHECK(book.find("ecd-1")[1] == now - 49h);
    CHECK_FALSE(book.find("ecd-2")[0]);
    CHECK(book.newest() == now - 1h);
}

TEST_CASE("ages are those of wanted disks; others and those without a snapshot have none") {
    core::VerifiedBook book;
    book.note("ecd-0", core::DiskKind::system, now - 2h);
    book.note("ecd-0", core::DiskKind::data, now - 80h);
    book.note("ecd-1", core::DiskKind::system, now - 3h);
    const std::vector<core::WantedDisks> wanted{both, 0, both, core::wanted_bit(core::DiskKind::system)};
    core::VerifiedAges ages;
    const auto here = ages.add(site, desktops(4), wanted, book, now);
    CHECK(here.of(0, core::DiskKind::system) == 7200);
    CHECK(std::isnan(here.of(1, core::DiskKind::system)));
    CHECK(std::isnan(here.of(2, core::DiskKind::data)));
    CHECK(ages.never() == 3);
    CHECK(ages.seconds().count() == 2);
    REQUIRE(ages.oldest().size() == 1);
    CHECK(ages.oldest()[0].desktop_id == "ecd-0");
    CHECK(ages.oldest()[0].age == 80 * 3600);
}

TEST_CASE("ten desktops are the oldest ones, the oldest first, over all sites") {
    core::VerifiedBook book;
    for (int i = 0; i < 40; ++i)
        book.note("ecd-" + std::to_string(i), core::DiskKind::system, now - (i % 2 == 0 ? i : 100 - i) * 1h);
    const std::vector<core::WantedDisks> wanted(40, both);
    core::VerifiedAges ages;
    ages.add(site, desktops(20), wanted, book, now);
    ages.add(core::SiteId{"main", "cn-shanghai"}, desktops(40), wanted, book, now);
    REQUIRE(ages.oldest().size() == 10);
    CHECK(ages.oldest()[0].age == 99 * 3600);
    CHECK(ages.oldest()[1].age == 99 * 3600);
    CHECK(ages.oldest()[9].age == 91 * 3600);
}

TEST_CASE("a clock that was set back makes no snapshot younger than new") {
    core::VerifiedBook book;
    book.note("ecd-0", core::DiskKind::system, now + 5h);
    core::VerifiedAges ages;
    const std::vector<core::WantedDisks> wanted{both};
    CHECK(ages.add(site, desktops(1), wanted, book, now).of(0, core::DiskKind::system) == 0);
}
