#include "emulator/rehearsal.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace ecdsnap::emulator;
using namespace std::chrono_literals;

namespace {

RehearsalSettings small_fleet() {
    RehearsalSettings settings;
    settings.fleet.desktops = 6;
    settings.fleet.data_disks = Share{1};
    settings.rules.snapshot_lasts = TimeRange{0s, 0s};
    return settings;
}

/// One snapshot a second, desktops in turn, named n-0, n-1, ...
void make_snapshots(Rehearsal& rehearsal, int count) {
    for (int i = 0; i < count; ++i) {
        const auto desktop = rehearsal.desktop("Running", static_cast<std::size_t>(i) % 6);
        REQUIRE(rehearsal.create(desktop, "n-" + std::to_string(i)).status == 200);
        rehearsal.pass(1s);
    }
}

std::vector<std::string> names(const nlohmann::json& snapshots) {
    std::vector<std::string> result;
    for (const auto& s : snapshots)
        result.push_back(s.at("SnapshotName"));
    return result;
}

/// Follows NextToken to the end.
std::vector<std::string> all_pages(Rehearsal& rehearsal, Parameters filters, std::size_t& pages) {
    std::vector<std::string> result;
    std::string token;
    pages = 0;
    do {
        Parameters with_token = filters;
        if (!token.empty()) with_token.emplace_back("NextToken", token);
        const auto body = rehearsal.call("DescribeSnapshots", with_token).body;
        for (const auto& name : names(body.at("Snapshots")))
            result.push_back(name);
        token = body.at("NextToken");
        ++pages;
    } while (!token.empty());
    return result;
}

}  // namespace

TEST_CASE("pages hold ten unless told, newest first, and end without a token") {
    Rehearsal rehearsal{small_fleet()};
    make_snapshots(rehearsal, 25);
    std::size_t pages = 0;
    const auto listed = all_pages(rehearsal, {}, pages);
    CHECK(pages == 3);
    REQUIRE(listed.size() == 25);
    CHECK(listed.front() == "n-24");
    CHECK(listed.back() == "n-0");
    CHECK(std::set<std::string>(listed.begin(), listed.end()).size() == 25);
    all_pages(rehearsal, {{"MaxResults", "5"}}, pages);
    CHECK(pages == 5);  // the last full page knows that it is the last
}

TEST_CASE("MaxResults is 1 to 100") {
    Rehearsal rehearsal{small_fleet()};
    for (const char* wrong : {"0", "101", "-1", "ten", "1.5", "1 "}) {
        CHECK(rehearsal.call("DescribeSnapshots", {{"MaxResults", wrong}}).code == "InvalidParameter");
    }
    CHECK(rehearsal.call("DescribeSnapshots", {{"MaxResults", "100"}}).status == 200);
}

TEST_CASE("what is created or deleted between two pages neither repeats nor hides the rest") {
    Rehearsal rehearsal{small_fleet()};
    make_snapshots(rehearsal, 12);
    const auto first = rehearsal.call("DescribeSnapshots", {}).body;
    make_snapshots(rehearsal, 3);
    rehearsal.call("DeleteSnapshot", {{"SnapshotId.1", first.at("Snapshots").at(9).at("SnapshotId")}});
    const auto second = rehearsal.call("DescribeSnapshots", {{"NextToken", first.at("NextToken")}}).body;
    CHECK(names(second.at("Snapshots")) == std::vector<std::string>{"n-1", "n-0"});
}

TEST_CASE("a token belongs to its question") {
    Rehearsal rehearsal{small_fleet()};
    make_snapshots(rehearsal, 12);
    const std::string token = rehearsal.call("DescribeSnapshots", {}).body.at("NextToken");
    CHECK(rehearsal.call("DescribeSnapshots", {{"NextToken", token}, {"MaxResults", "1"}}).status == 200);
    CHECK(rehearsal.call("DescribeSnapshots", {{"NextToken", token}, {"SnapshotType", "user"}}).code ==
          "InvalidParameter");
    CHECK(rehearsal.call("DescribeSnapshots", {{"NextToken", "made-up"}}).code == "InvalidParameter");
}

TEST_CASE("StartTime and EndTime are inclusive and work across pages") {
    Rehearsal rehearsal{small_fleet()};
    make_snapshots(rehearsal, 30);  // 03:00:00 to 03:00:29
    std::size_t pages = 0;
    const auto listed = all_pages(
        rehearsal, {{"StartTime", "2026-01-02T03:00:05Z"}, {"EndTime", "2026-01-02T03:00:17Z"}, {"MaxResults", "4"}},
        pages);
    CHECK(pages == 4);
    REQUIRE(listed.size() == 13);
    CHECK(listed.front() == "n-17");
    CHECK(listed.back() == "n-5");
    CHECK(rehearsal.call("DescribeSnapshots", {{"StartTime", "2026-01-02T03:00Z"}}).code == "InvalidParameter");
}

TEST_CASE("filters: desktop, disk, id, names, type") {
    Rehearsal rehearsal{small_fleet()};
    make_snapshots(rehearsal, 12);
    const std::string desktop = rehearsal.desktop("Running", 1);
    rehearsal.create(desktop, "other", "data");
    CHECK(names(rehearsal.snapshots({{"DesktopId", desktop}})) == std::vector<std::string>{"other", "n-7", "n-1"});
    CHECK(names(rehearsal.snapshots({{"DesktopId", desktop}, {"SourceDiskType", "Data"}})) ==
          std::vector<std::string>{"other"});
    CHECK(rehearsal.snapshots({{"DesktopId", "ecd-unknown"}}).empty());
    const auto one = rehearsal.snapshots({{"SnapshotName", "n-7"}});
    REQUIRE(one.size() == 1);
    CHECK(names(rehearsal.snapshots({{"SnapshotId", one.at(0).at("SnapshotId")}})) == std::vector<std::string>{"n-7"});
    CHECK(rehearsal.snapshots({{"SnapshotId", one.at(0).at("SnapshotId")}, {"SnapshotType", "auto"}}).empty());
    CHECK(rehearsal.snapshots({{"DesktopName", one.at(0).at("DesktopName")}}).size() == 3);
    CHECK(rehearsal.call("DescribeSnapshots", {{"SnapshotType", "USER"}}).code == "InvalidParameter");
    CHECK(rehearsal.call("DescribeSnapshots", {{"Creator", "x"}}).code == "UnsupportedParameter");
}

TEST_CASE("the name filter is exact or matches inside") {
    auto settings = small_fleet();
    Rehearsal exact{settings};
    make_snapshots(exact, 12);
    CHECK(names(exact.snapshots({{"SnapshotName", "n-1"}})) == std::vector<std::string>{"n-1"});
    settings.rules.name_match = NameMatch::substring;
    Rehearsal substring{settings};
    make_snapshots(substring, 12);
    CHECK(names(substring.snapshots({{"SnapshotName", "n-1"}})) == std::vector<std::string>{"n-11", "n-10", "n-1"});
}

TEST_CASE("snapshots of another region are not listed") {
    auto settings = small_fleet();
    settings.fleet.regions = {"cn-hangzhou", "cn-shanghai"};
    Rehearsal rehearsal{settings};
    const auto desktop = rehearsal.desktop();
    rehearsal.create(desktop, "here");
    CHECK(rehearsal.snapshots().size() == 1);
    CHECK(rehearsal.snapshots({{"RegionId", "cn-shanghai"}}).empty());
    CHECK(rehearsal.snapshots({{"RegionId", "cn-shanghai"}, {"DesktopId", desktop}}).empty());
}
