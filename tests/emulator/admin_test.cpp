#include "emulator/rehearsal.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::emulator;
using namespace std::chrono_literals;

namespace {

RehearsalSettings with_data_disks() {
    RehearsalSettings settings;
    settings.fleet.data_disks = Share{1};
    settings.fleet.transition = settings.rules.transition;
    return settings;
}

}  // namespace

TEST_CASE("duplicates are found by desktop, disk and name, without reading descriptions") {
    Rehearsal rehearsal{with_data_disks()};
    const std::string id = rehearsal.desktop();
    rehearsal.create(id, "nightly-1");
    rehearsal.create(id, "nightly-1", "data");
    rehearsal.create(rehearsal.desktop("Running", 1), "nightly-1");
    CHECK(rehearsal.admin("GET", "/duplicates").at("duplicates").empty());
    CHECK(rehearsal.admin("GET", "/duplicates").at("disks").size() == 3);

    rehearsal.emulator.faults = *FaultSet::read(std::vector<std::string>{"late-effect=100%:6-6s"});
    rehearsal.create(id, "nightly-1");
    rehearsal.pass(6s);
    const auto duplicates = rehearsal.admin("GET", "/duplicates").at("duplicates");
    REQUIRE(duplicates.size() == 1);
    CHECK(duplicates.at(0).at("desktop") == id);
    CHECK(duplicates.at(0).at("disk") == "system");
    CHECK(duplicates.at(0).at("count") == 2);
    CHECK(duplicates.at(0).at("late_effects") == 1);
    CHECK(duplicates.at(0).at("snapshots").at(0).at("cause") == "answered");
    CHECK(duplicates.at(0).at("snapshots").at(1).at("cause") == "late-effect");
}

TEST_CASE("failed and automatic snapshots are no duplicates") {
    Rehearsal rehearsal{with_data_disks()};
    const std::string id = rehearsal.desktop();
    const auto plant = [&](const std::string& more) {
        rehearsal.admin("POST", "/snapshots", R"({"desktop":")" + id + R"(","name":"n")" + more + "}");
    };
    plant("");
    plant(R"(,"status":"FAILED")");
    plant(R"(,"type":"AUTO")");
    CHECK(rehearsal.admin("GET", "/duplicates").at("duplicates").empty());
    plant("");
    CHECK(rehearsal.admin("GET", "/duplicates").at("duplicates").size() == 1);
}

TEST_CASE("a planted snapshot is listed with what was asked for") {
    Rehearsal rehearsal{with_data_disks()};
    const std::string id = rehearsal.desktop();
    rehearsal.admin(
        "POST", "/snapshots",
        R"({"desktop":")" + id +
            R"(","disk":"data","name":"auto old","description":"not ours","created":"2025-12-24T00:00:00Z"})");
    const auto listed = rehearsal.snapshots({{"EndTime", "2025-12-24T00:00:00Z"}});
    REQUIRE(listed.size() == 1);
    CHECK(listed.at(0).at("SnapshotName") == "auto old");
    CHECK(listed.at(0).at("Description") == "not ours");
    CHECK(listed.at(0).at("SourceDiskType") == "DATA");
    CHECK(listed.at(0).at("Status") == "ACCOMPLISHED");
    rehearsal.admin("POST", "/snapshots", R"({"desktop":")" + id + R"(","status":"PROGRESSING"})");
    CHECK(rehearsal.create(id, "nightly-1").code == "IncorrectDiskStatus.CreatingSnapshot");
    CHECK(rehearsal.admin("POST", "/snapshots", R"({"desktop":"ecd-none"})").contains("error"));
    CHECK(rehearsal.admin("POST", "/snapshots", R"({"desktop":")" + id + R"(","colour":1})").contains("error"));
}

TEST_CASE("faults are replaced part by part; a part that cannot be read changes nothing") {
    Rehearsal rehearsal;
    rehearsal.admin("POST", "/faults", R"({"faults":["5xx=100%"],"throttle":["100"],"latency":"all:5ms"})");
    CHECK(rehearsal.create(rehearsal.desktop(), "nightly-1").status >= 500);
    CHECK(rehearsal.admin("POST", "/faults", R"({"faults":[],"throttle":["no"]})").contains("error"));
    CHECK(rehearsal.create(rehearsal.desktop(), "nightly-1").status >= 500);
    const auto now = rehearsal.admin("POST", "/faults", R"({"faults":[]})");
    CHECK(now.at("faults").empty());
    CHECK(now.at("throttle").at(0) == "100");
    CHECK(now.at("latency").at(0) == "all:5ms");
    CHECK(rehearsal.create(rehearsal.desktop(), "nightly-1").status == 200);
}

TEST_CASE("a desktop's status can be set, any word, and passing ones pass") {
    Rehearsal rehearsal{with_data_disks()};
    const std::string id = rehearsal.desktop();
    rehearsal.admin("POST", "/desktops/" + id, R"({"status":"Frozen","management_flag":"Updating"})");
    CHECK(rehearsal.create(id, "nightly-1").code == "IncorrectDesktopStatus");
    const auto listed = rehearsal.call("DescribeDesktops", {{"DesktopId.1", id}}).body.at("Desktops").at(0);
    CHECK(listed.at("DesktopStatus") == "Frozen");
    CHECK(listed.at("ManagementFlag") == "Updating");
    rehearsal.admin("POST", "/desktops/" + id, R"({"status":"Starting"})");
    rehearsal.pass(10s);
    CHECK(rehearsal.create(id, "nightly-1").status == 200);
    CHECK(rehearsal.admin("POST", "/desktops/ecd-none", R"({"status":"Running"})").contains("error"));
}

TEST_CASE("the service's clock can be put ahead: dates, tolerance and creation times follow") {
    Rehearsal rehearsal;
    rehearsal.admin("POST", "/clock", R"({"skew_seconds":600})");
    CHECK(rehearsal.create(rehearsal.desktop(), "nightly-1").status == 200);
    CHECK(rehearsal.snapshots().at(0).at("CreationTime") == "2026-01-02T03:10:00Z");
    CHECK(rehearsal.call("DescribeRegions", {}).reply.headers.at(0).value == "Fri, 02 Jan 2026 03:10:00 GMT");
    rehearsal.admin("POST", "/clock", R"({"skew_seconds":-1000})");
    CHECK(rehearsal.call("DescribeRegions", {}).code == "InvalidTimeStamp.Expired");
    CHECK(rehearsal.admin("POST", "/clock", R"({"skew_seconds":"1"})").contains("error"));
}

TEST_CASE("requests are recorded while recording is on, Authorization included") {
    Rehearsal rehearsal;
    rehearsal.call("DescribeRegions", {});
    rehearsal.admin("POST", "/record", R"({"on":true})");
    rehearsal.call("DescribeDesktops", {{"MaxResults", "5"}});
    rehearsal.admin("POST", "/record", R"({"on":false})");
    rehearsal.call("DescribeRegions", {});
    const auto recorded = rehearsal.admin("GET", "/requests");
    REQUIRE(recorded.at("requests").size() == 1);
    const auto request = recorded.at("requests").at(0);
    CHECK(request.at("method") == "POST");
    CHECK(request.at("target") == "/?MaxResults=5&RegionId=cn-hangzhou");
    CHECK(request.at("headers").dump().find("authorization") != std::string::npos);
}

TEST_CASE("state, counters and their reset") {
    Rehearsal rehearsal{with_data_disks()};
    const auto desktops = rehearsal.admin("GET", "/state").at("desktops");
    CHECK(desktops.size() == 10);
    CHECK(desktops.at(0).at("disks").size() == 2);
    rehearsal.create(rehearsal.desktop(), "nightly-1");
    rehearsal.pass(2s);
    rehearsal.create(rehearsal.desktop(), "nightly-2");
    const auto counters = rehearsal.admin("GET", "/counters");
    CHECK(counters.at("effects").at("answered") == 1);
    CHECK(counters.at("refusals").at("IncorrectDiskStatus.CreatingSnapshot") == 1);
    CHECK(counters.at("last_create_unix_ms").get<long>() - counters.at("first_create_unix_ms").get<long>() == 2000);
    rehearsal.admin("POST", "/counters", R"({"reset":true})");
    CHECK(rehearsal.admin("GET", "/counters").at("requests").empty());
}

TEST_CASE("unknown pages and bodies that are no objects are refused") {
    Rehearsal rehearsal;
    CHECK(rehearsal.admin("GET", "/nothing").contains("error"));
    CHECK(rehearsal.admin("POST", "/state").contains("error"));
    CHECK(rehearsal.admin("POST", "/desktops/").contains("error"));
    for (const char* body : {"", "[]", "{", "1", R"({"on":1})", R"({"on":true,"x":1})"}) {
        CAPTURE(body);
        CHECK(rehearsal.admin("POST", "/record", body).contains("error"));
    }
    CHECK(rehearsal.admin("GET", "/").contains("GET /_admin/counters"));
}
