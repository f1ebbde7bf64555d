#include "contract/cloud_contract.hpp"
#include "fakes/print_result.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <set>

namespace ecdsnap::contract {
namespace {

using namespace std::chrono_literals;

// The Date header is a whole second, and not far from the time at which the answer came.
template <class T>
void check_date(CloudBench& bench, const ports::Answer<T>& answer) {
    REQUIRE(answer.server_date);
    CHECK(std::chrono::abs(*answer.server_date - bench.clock().wall_now()) < 5s);
}

void every_desktop_once(CloudBench& bench, std::size_t count) {
    std::set<std::string> ids;
    std::size_t listed = 0;
    std::size_t pages = 0;
    ports::DesktopQuery query;
    do {
        const auto page = bench.desktops(query);
        REQUIRE(page.result);
        check_date(bench, page);
        CHECK(page.result->desktops.size() <= 100);
        for (const auto& desktop : page.result->desktops) {
            CHECK(desktop.id.view().starts_with("ecd-"));
            CHECK(desktop.status == core::DesktopStatus::running);
            CHECK(desktop.management == core::Management::none);
            ids.insert(desktop.id);
        }
        listed += page.result->desktops.size();
        query.next_token = page.result->next_token;
        REQUIRE(++pages < 100);
    } while (!query.next_token.empty());
    CHECK(ids.size() == count);
    CHECK(listed == count);
    CHECK(pages >= (count + 99) / 100);
}

void desktops_by_id(CloudBench& bench) {
    const auto all = bench.all_desktops();
    ports::DesktopQuery query;
    query.ids = {all.back().id, all.front().id};
    const auto found = bench.desktops(query).result.value();
    CHECK(found.next_token.empty());
    REQUIRE(found.desktops.size() == 2);
    std::set<std::string> ids{found.desktops[0].id, found.desktops[1].id};
    CHECK(ids == std::set<std::string>{all.front().id, all.back().id});
    query.ids = {"ecd-nobody", all.front().id};
    const auto known = bench.desktops(query).result.value().desktops;
    REQUIRE(known.size() == 1);
    CHECK(known[0] == all.front());
}

std::set<std::string> ids_of(const std::vector<core::Snapshot>& snapshots) {
    std::set<std::string> ids;
    for (const auto& snapshot : snapshots)
        ids.insert(snapshot.id);
    CHECK(ids.size() == snapshots.size());
    return ids;
}

void every_snapshot_once(CloudBench& bench) {
    std::set<std::string> made;
    for (const auto& desktop : bench.all_desktops())
        made.insert(bench.create(desktop.id).result.value());
    REQUIRE(made.size() == 130);
    const auto first = bench.snapshots();
    REQUIRE(first.result);
    check_date(bench, first);
    CHECK(first.result->snapshots.size() <= 100);
    CHECK_FALSE(first.result->next_token.empty());
    CHECK(ids_of(bench.all_snapshots()) == made);
}

void snapshots_by_place_and_id(CloudBench& bench) {
    const auto all = bench.all_desktops();
    const auto system = bench.create(all[0].id, core::DiskKind::system).result.value();
    const auto data = bench.create(all[0].id, core::DiskKind::data).result.value();
    const auto other = bench.create(all[1].id, core::DiskKind::system).result.value();
    ports::SnapshotQuery query;
    query.desktop_id = all[0].id;
    CHECK(ids_of(bench.all_snapshots(query)) == std::set<std::string>{system, data});
    query.snapshot_id = data;
    CHECK(ids_of(bench.all_snapshots(query)) == std::set<std::string>{data});
    query.snapshot_id = other;
    CHECK(bench.all_snapshots(query).empty());
    query.desktop_id.clear();
    CHECK(ids_of(bench.all_snapshots(query)) == std::set<std::string>{other});
    query.snapshot_id.clear();
    query.desktop_id = all[2].id;
    CHECK(bench.all_snapshots(query).empty());
}

// Both ends belong to the range.
void snapshots_by_time(CloudBench& bench) {
    const auto id = bench.create(bench.any_desktop()).result.value();
    const auto created = bench.all_snapshots().at(0).created;
    struct Row {
        const char* name;
        std::optional<core::WallTime> from;
        std::optional<core::WallTime> to;
        bool found;
    };
    for (const Row& row :
         {Row{"its very second", created, created, true}, Row{"from it on", created, {}, true},
          Row{"up to it", {}, created, true}, Row{"around it", created - 1min, created + 1min, true},
          Row{"after it", created + 1s, created + 1h, false}, Row{"before it", created - 1h, created - 1s, false}}) {
        CAPTURE(row.name);
        ports::SnapshotQuery query;
        query.created_from = row.from;
        query.created_to = row.to;
        CHECK(bench.all_snapshots(query).size() == (row.found ? 1 : 0));
    }
    CHECK(bench.all_snapshots().at(0).id == id);
}

void service_snapshots_apart(CloudBench& bench) {
    bench.wait(50ms);
    const auto mine = bench.create(bench.any_desktop()).result.value();
    CHECK(ids_of(bench.all_snapshots()) == std::set<std::string>{mine});
    ports::SnapshotQuery query;
    query.scope = ports::SnapshotScope::all;
    const auto all = bench.all_snapshots(query);
    CHECK(all.size() == 4);
    for (const auto& snapshot : all) {
        const bool is_mine = snapshot.id == mine;
        CHECK(snapshot.type == (is_mine ? core::SnapshotType::user : core::SnapshotType::automatic));
    }
}

}  // namespace

std::vector<core::Desktop> CloudBench::all_desktops() {
    std::vector<core::Desktop> all;
    ports::DesktopQuery query;
    do {
        auto page = desktops(query).result.value();
        std::move(page.desktops.begin(), page.desktops.end(), std::back_inserter(all));
        query.next_token = page.next_token;
    } while (!query.next_token.empty());
    return all;
}

std::vector<core::Snapshot> CloudBench::all_snapshots(ports::SnapshotQuery query) {
    std::vector<core::Snapshot> all;
    do {
        auto page = snapshots(query).result.value();
        std::move(page.snapshots.begin(), page.snapshots.end(), std::back_inserter(all));
        query.next_token = page.next_token;
    } while (!query.next_token.empty());
    return all;
}

void cloud_lists_desktops(const MakeCloudPlace& make) {
    CloudWish wish;
    SUBCASE("each once, page by page") {
        wish.desktops = 250;
        CloudBench bench(make, wish);
        every_desktop_once(bench, 250);
    }
    SUBCASE("none, where there are none") {
        wish.desktops = 0;
        CloudBench bench(make, wish);
        every_desktop_once(bench, 0);
    }
    SUBCASE("with what a backup needs to know of them") {
        wish.data_disks = true;
        wish.status = core::DesktopStatus::stopped;
        CloudBench bench(make, wish);
        for (const auto& desktop : bench.all_desktops()) {
            CHECK(desktop.has_data_disk);
            CHECK(desktop.status == core::DesktopStatus::stopped);
        }
    }
    SUBCASE("by id, and an unknown id is no error") {
        CloudBench bench(make, wish);
        desktops_by_id(bench);
    }
    SUBCASE("and regions too") {
        CloudBench bench(make, wish);
        const auto answer = bench.regions();
        check_date(bench, answer);
        const auto& regions = answer.result.value();
        CHECK(std::count(regions.begin(), regions.end(), "cn-hangzhou") == 1);
    }
}

void cloud_lists_snapshots(const MakeCloudPlace& make) {
    CloudWish wish;
    SUBCASE("each once, page by page") {
        wish.desktops = 130;
        CloudBench bench(make, wish);
        every_snapshot_once(bench);
    }
    SUBCASE("of one desktop, by id, and both") {
        wish.data_disks = true;
        CloudBench bench(make, wish);
        snapshots_by_place_and_id(bench);
    }
    SUBCASE("of a time") {
        CloudBench bench(make, wish);
        snapshots_by_time(bench);
    }
    SUBCASE("the service's own only when they are asked for") {
        wish.automatic_snapshots = true;
        CloudBench bench(make, wish);
        service_snapshots_apart(bench);
    }
}

}  // namespace ecdsnap::contract
