#include "simulation/simulated_cloud.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

using namespace ecdsnap;
using namespace ecdsnap::simulation;
using namespace std::chrono_literals;

namespace {

struct OneCloud {
    OneCloud() {
        cloud.faults.page = 3;
        for (int number = 0; number < 8; ++number) {
            core::Desktop desktop;
            desktop.id = "ecd-" + std::to_string(number);
            desktop.status = core::DesktopStatus::running;
            cloud.truth.desktops.emplace(desktop.id, desktop);
        }
    }

    void snapshot(int number) {
        cloud.make_foreign_snapshot("ecd-" + std::to_string(number), core::DiskKind::system, 1s,
                                    core::SnapshotType::user);
        time.run_for(10s);
    }

    ports::SnapshotPage page(ports::SnapshotQuery query) {
        std::optional<ports::SnapshotPage> answered;
        cloud.describe_snapshots("host", std::move(query), [&](ports::Answer<ports::SnapshotPage> answer) {
            answered = std::move(answer.result.value());
        });
        time.run_for(1s);
        return answered.value();
    }

    // The desktops of all pages, in the order listed.
    std::vector<std::string> listed(ports::SnapshotQuery query = {}) {
        std::vector<std::string> desktops;
        do {
            const ports::SnapshotPage page_ = page(query);
            CHECK(page_.snapshots.size() <= 3);
            for (const core::Snapshot& snapshot : page_.snapshots)
                desktops.push_back(snapshot.desktop_id.substr(4));
            query.next_token = page_.next_token;
        } while (!query.next_token.empty());
        return desktops;
    }

    std::vector<std::string> desktops(ports::DesktopQuery query) {
        std::vector<std::string> ids;
        do {
            cloud.describe_desktops("host", query, [&](ports::Answer<ports::DesktopPage> answer) {
                for (const core::Desktop& desktop : answer.result.value().desktops)
                    ids.emplace_back(desktop.id.view().substr(4));
                query.next_token = answer.result.value().next_token;
            });
            time.run_for(1s);
        } while (!query.next_token.empty());
        return ids;
    }

    VirtualTime time{core::WallTime{core::Millis{1'796'083'200'000}}};
    SeededRandom random{1};
    SimulatedCloud cloud{time, random};
};

using Ids = std::vector<std::string>;

}  // namespace

TEST_CASE("pages of snapshots show each one once, oldest or newest first") {
    OneCloud one;
    for (int number = 0; number < 7; ++number)
        one.snapshot(number);
    CHECK(one.listed() == Ids{"0", "1", "2", "3", "4", "5", "6"});
    ports::SnapshotQuery later;
    later.created_from = one.time.wall() - 35s;
    const Ids shown = one.listed(later);
    CHECK(shown.size() < 7);
    CHECK(shown.back() == "6");
    one.cloud.faults.newest_first = true;
    CHECK(one.listed() == Ids{"6", "5", "4", "3", "2", "1", "0"});
    one.snapshot(2);
    ports::SnapshotQuery of_one;
    of_one.desktop_id = "ecd-2";
    CHECK(one.listed(of_one) == Ids{"2", "2"});
    ports::SnapshotQuery by_id;
    by_id.snapshot_id = one.cloud.truth.snapshots()[4].shown.id;
    CHECK(one.listed(by_id) == Ids{"4"});
    by_id.snapshot_id = "s-none";
    CHECK(one.listed(by_id).empty());
}

TEST_CASE("desktops are listed by page and by id") {
    OneCloud one;
    ports::DesktopQuery query;
    CHECK(one.desktops(query) == Ids{"0", "1", "2", "3", "4", "5", "6", "7"});
    query.ids = {"ecd-5", "ecd-1", "ecd-9", "ecd-1", "ecd-7", "ecd-0"};
    CHECK(one.desktops(query) == Ids{"0", "1", "5", "7"});
}

TEST_CASE("what is forgotten is no longer listed, and the rest keeps its numbers") {
    OneCloud one;
    for (int number = 0; number < 4; ++number)
        one.snapshot(number);
    const std::string third = one.cloud.truth.snapshots()[2].shown.id;
    const core::WallTime before = one.time.wall() - 25s;
    one.cloud.truth.forget_snapshots_before(before);
    CHECK(one.listed() == Ids{"2", "3"});
    CHECK(one.cloud.truth.snapshots().size() == 4);
    CHECK(one.cloud.truth.place_of(third) == 2);
    CHECK(one.cloud.truth.of_desktop("ecd-0").empty());
    one.snapshot(0);
    CHECK(one.listed() == Ids{"2", "3", "0"});
    CHECK_FALSE(one.cloud.truth.disk_busy("ecd-0", core::DiskKind::system, one.time.wall()));
}

TEST_CASE("calls are forgotten once their callers have left, up to the first that waits") {
    OneCloud one;
    const auto create = [&] {
        return one.cloud.create_snapshot("host", {"ecd-1", core::DiskKind::system, "name", ""},
                                         [](ports::Answer<std::string>) {});
    };
    const std::uint64_t first = create();
    const std::uint64_t second = create();
    one.cloud.caller_left(second);
    one.time.run_for(1s);
    one.cloud.truth.forget_calls_before(one.time.wall());
    CHECK(one.cloud.truth.calls.oldest() == first);
    one.cloud.caller_left(first);
    const std::uint64_t third = create();
    one.time.run_for(1s);
    one.cloud.truth.forget_calls_before(one.time.wall());
    CHECK(one.cloud.truth.calls.oldest() == third);
    CHECK(one.cloud.truth.calls[third].request.desktop_id == "ecd-1");
}

TEST_CASE("a cloud that names the rest of the time does so for what is in progress") {
    OneCloud one;
    one.cloud.make_foreign_snapshot("ecd-0", core::DiskKind::system, 60s, core::SnapshotType::user);
    CHECK(one.page({}).snapshots.at(0).remain_seconds == -1);
    one.cloud.faults.names_remain = true;
    const int remain = one.page({}).snapshots.at(0).remain_seconds;
    CHECK(remain > 50);
    CHECK(remain <= 60);
    one.time.run_for(60s);
    CHECK(one.page({}).snapshots.at(0).remain_seconds == -1);
}

TEST_CASE("calls are counted by action as they leave") {
    OneCloud one;
    std::vector<CloudAction> calls;
    one.cloud.on_call = [&](CloudAction action) { calls.push_back(action); };
    one.page({});
    one.desktops({});
    one.cloud.create_snapshot("host", {"ecd-1", core::DiskKind::system, "name", ""}, [](ports::Answer<std::string>) {});
    CHECK(std::ranges::count(calls, CloudAction::describe_snapshots) == 1);
    CHECK(std::ranges::count(calls, CloudAction::describe_desktops) == 3);
    CHECK(std::ranges::count(calls, CloudAction::create_snapshot) == 1);
}
