#include "contract/cloud_contract.hpp"
#include "fakes/print_result.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

namespace ecdsnap::contract {
namespace {

using namespace std::chrono_literals;
using core::DiskKind;
using core::Effect;
using core::ErrorClass;

// Whoever retries, waits or reports goes by these.
void check_refused(const ports::Answer<std::string>& answer, ErrorClass kind) {
    REQUIRE_FALSE(answer.result);
    const core::Error& error = answer.result.error();
    CAPTURE(core::describe(error));
    CHECK(std::string(text(error.kind)) == text(kind));
    CHECK(error.effect == Effect::none);
    CHECK_FALSE(error.code.empty());
    CHECK_FALSE(error.message.empty());
    CHECK_FALSE(error.request_id.empty());
    CHECK_FALSE(error.doing.empty());
    CHECK(error.http_status >= 400);
    CHECK(error.http_status < 500);
    CHECK(answer.server_date);
}

void accepted_is_listed_as_it_was_sent(CloudBench& bench) {
    const auto desktop = bench.any_desktop();
    const auto before = bench.clock().wall_now();
    const auto answer = bench.create(desktop, DiskKind::data, "nightly-a_1", "a stamp & more*~ 数据");
    REQUIRE(answer.result);
    REQUIRE(answer.server_date);
    const auto listed = bench.all_snapshots();
    REQUIRE(listed.size() == 1);
    const core::Snapshot& seen = listed[0];
    CHECK(seen.id == *answer.result);
    CHECK(seen.name == "nightly-a_1");
    CHECK(seen.description == "a stamp & more*~ 数据");
    CHECK(seen.desktop_id == desktop);
    CHECK(seen.disk == DiskKind::data);
    CHECK(seen.type == core::SnapshotType::user);
    CHECK(seen.status == core::SnapshotStatus::progressing);
    CHECK(seen.created >= before - 1s);
    CHECK(seen.created <= bench.clock().wall_now() + 1s);
}

bool accomplished(CloudBench& bench, const std::string& id) {
    ports::SnapshotQuery query;
    query.snapshot_id = id;
    return bench.all_snapshots(query).at(0).status == core::SnapshotStatus::accomplished;
}

void wait_until_accomplished(CloudBench& bench, const std::string& id) {
    for (int looks = 0; looks < 500; ++looks) {
        if (accomplished(bench, id)) return;
        bench.wait(10ms);
    }
    FAIL("never accomplished");
}

// A snapshot ends by itself, and only then its disk takes another.
void disk_is_busy_until_it_ends(CloudBench& bench) {
    const auto desktop = bench.any_desktop();
    const auto first = bench.create(desktop).result.value();
    check_refused(bench.create(desktop), ErrorClass::busy);
    wait_until_accomplished(bench, first);
    const auto second = bench.create(desktop, DiskKind::system, "nightly-2").result.value();
    CHECK(second != first);
    CHECK(accomplished(bench, first));
    CHECK(bench.all_snapshots().size() == 2);
}

void new_one_shows_after_the_lag(CloudBench& bench) {
    const auto id = bench.create(bench.any_desktop()).result.value();
    CHECK(bench.all_snapshots().empty());
    bench.wait(600ms);
    REQUIRE(bench.all_snapshots().size() == 1);
    CHECK(bench.all_snapshots()[0].id == id);
}

// So many snapshots are there, at the latest after the longest delay of a late effect.
void check_made(CloudBench& bench, std::size_t count, bool late) {
    if (late) bench.wait(400ms);
    CHECK(bench.all_snapshots().size() == count);
}

void create_is_in_doubt(CloudBench& bench, std::size_t made, bool late) {
    const auto answer = bench.create(bench.any_desktop());
    REQUIRE_FALSE(answer.result);
    CAPTURE(core::describe(answer.result.error()));
    CHECK(answer.result.error().effect == Effect::unknown);
    CHECK(std::string(text(answer.result.error().kind)) == text(ErrorClass::ambiguous));
    CHECK_FALSE(answer.result.error().message.empty());
    CHECK_FALSE(answer.result.error().doing.empty());
    check_made(bench, made, late);
}

void one_a_second_is_taken(CloudBench& bench) {
    std::size_t taken = 0;
    std::size_t refused = 0;
    for (const auto& desktop : bench.all_desktops()) {
        const auto answer = bench.create(desktop.id);
        if (answer.result) {
            ++taken;
            continue;
        }
        ++refused;
        check_refused(answer, ErrorClass::throttled);
    }
    CHECK(taken > 0);
    CHECK(refused > 0);
    CHECK(bench.all_snapshots().size() == taken);
}

}  // namespace

void cloud_makes_snapshots(const MakeCloudPlace& make) {
    CloudWish wish;
    wish.data_disks = true;
    SUBCASE("which are listed as they were sent") {
        CloudBench bench(make, wish);
        accepted_is_listed_as_it_was_sent(bench);
    }
    SUBCASE("of both disks of a desktop at once") {
        CloudBench bench(make, wish);
        const auto desktop = bench.any_desktop();
        CHECK(bench.create(desktop, DiskKind::system).result);
        CHECK(bench.create(desktop, DiskKind::data).result);
        CHECK(bench.all_snapshots().size() == 2);
    }
    SUBCASE("of a disk one after the other") {
        wish.snapshot_time = 300ms;
        CloudBench bench(make, wish);
        disk_is_busy_until_it_ends(bench);
    }
    SUBCASE("which a listing that lags shows later") {
        wish.listing_lag = 500ms;
        CloudBench bench(make, wish);
        new_one_shows_after_the_lag(bench);
    }
}

void cloud_refuses_without_effect(const MakeCloudPlace& make) {
    CloudWish wish;
    SUBCASE("a busy disk") {
        CloudBench bench(make, wish);
        const auto desktop = bench.any_desktop();
        REQUIRE(bench.create(desktop).result);
        check_refused(bench.create(desktop, DiskKind::system, "another"), ErrorClass::busy);
        CHECK(bench.all_snapshots().size() == 1);
    }
    SUBCASE("a desktop that is not there") {
        CloudBench bench(make, wish);
        check_refused(bench.create("ecd-nobody"), ErrorClass::gone);
        CHECK(bench.all_snapshots().empty());
    }
    SUBCASE("a desktop in a state that allows no snapshot") {
        wish.status = core::DesktopStatus::hibernated;
        CloudBench bench(make, wish);
        check_refused(bench.create(bench.any_desktop()), ErrorClass::not_ready);
        CHECK(bench.all_snapshots().empty());
    }
    SUBCASE("too many calls") {
        wish.desktops = 12;
        wish.fault = CloudFault::throttled;
        CloudBench bench(make, wish);
        one_a_second_is_taken(bench);
    }
}

void cloud_leaves_doubt(const MakeCloudPlace& make) {
    CloudWish wish;
    SUBCASE("where an answer is lost or says nothing") {
        struct Row {
            CloudFault fault;
            const char* name;
            std::size_t made;
        };
        for (const Row& row : {Row{CloudFault::lost_before_effect, "lost before the effect", 0},
                               Row{CloudFault::lost_after_effect, "lost after the effect", 1},
                               Row{CloudFault::late_effect, "late effect", 1}, Row{CloudFault::server_error, "5xx", 0},
                               Row{CloudFault::server_error_with_effect, "5xx with effect", 1}}) {
            CAPTURE(row.name);
            wish.fault = row.fault;
            CloudBench bench(make, wish);
            create_is_in_doubt(bench, row.made, row.fault == CloudFault::late_effect);
        }
    }
    SUBCASE("never where nothing was to be done") {
        wish.fault = CloudFault::unreadable;
        CloudBench bench(make, wish);
        for (const auto& error : {bench.desktops().result.error(), bench.snapshots().result.error()}) {
            CHECK(error.effect == Effect::none);
            CHECK(std::string(text(error.kind)) == text(ErrorClass::temporary));
            CHECK_FALSE(error.message.empty());
        }
    }
}

}  // namespace ecdsnap::contract
