// Waking desktops and putting them to sleep: all of a call or none, each from its own state.
#include "contract/cloud_contract.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace ecdsnap::contract {
namespace {

using core::DesktopStatus;

std::vector<std::string> ids_of(CloudBench& bench) {
    std::vector<std::string> ids;
    for (const core::Desktop& desktop : bench.all_desktops())
        ids.push_back(desktop.id);
    return ids;
}

std::size_t in_state(CloudBench& bench, DesktopStatus status) {
    const auto desktops = bench.all_desktops();
    return static_cast<std::size_t>(std::count_if(
        desktops.begin(), desktops.end(), [&](const core::Desktop& desktop) { return desktop.status == status; }));
}

void check_refused(const ports::Answer<void>& answer, core::ErrorClass kind) {
    REQUIRE(answer.result.has_error());
    const core::Error error = answer.result.error();
    CHECK(std::string(text(error.kind)) == text(kind));
    CHECK(error.effect == core::Effect::none);
    CHECK_FALSE(error.code.empty());
    CHECK(answer.server_date.has_value());
}

}  // namespace

void cloud_changes_power(const MakeCloudPlace& make) {
    CloudWish wish;
    wish.status = DesktopStatus::hibernated;
    CloudBench bench(make, wish);
    const auto ids = ids_of(bench);
    SUBCASE("hibernated desktops wake up in a while, nobody connected, and fall asleep again") {
        const auto taken = bench.wake({ids[0], ids[1]});
        REQUIRE(taken.result.has_value());
        CHECK(taken.server_date.has_value());
        CHECK(in_state(bench, DesktopStatus::running) == 0);
        CHECK(in_state(bench, DesktopStatus::hibernated) == 1);
        bench.wait(wish.power_time * 3);
        CHECK(in_state(bench, DesktopStatus::running) == 2);
        ports::DesktopQuery one;
        one.ids = {ids[0]};
        CHECK(bench.desktops(one).result.value().desktops.at(0).session == core::Session::none);
        CHECK(bench.create(ids[0]).result.has_value());
        REQUIRE(bench.hibernate({ids[0], ids[1]}).result.has_value());
        CHECK(in_state(bench, DesktopStatus::running) == 0);
        bench.wait(wish.power_time * 3);
        CHECK(in_state(bench, DesktopStatus::hibernated) == 3);
    }
    SUBCASE("one that is awake already refuses the whole call") {
        REQUIRE(bench.wake({ids[0]}).result.has_value());
        bench.wait(wish.power_time * 3);
        check_refused(bench.wake(ids), core::ErrorClass::not_ready);
        CHECK(in_state(bench, DesktopStatus::hibernated) == 2);
        check_refused(bench.hibernate({ids[0], ids[1]}), core::ErrorClass::not_ready);
        CHECK(in_state(bench, DesktopStatus::running) == 1);
    }
    SUBCASE("one that is not there refuses the whole call") {
        check_refused(bench.wake({ids[0], "ecd-nobody"}), core::ErrorClass::gone);
        CHECK(in_state(bench, DesktopStatus::hibernated) == 3);
    }
}

}  // namespace ecdsnap::contract
