#include "adapters/ecd/wire_format.hpp"

#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;
using namespace ecdsnap::adapters;

namespace {

// Shaped as the documentation's samples: times with and without seconds, a size as text, fields we do not know.
const std::string desktop_page = R"({
  "NextToken": "AAAAAV3MpHK1AP0pfERHZN5pu6k=", "TotalCount": 7, "RequestId": "1CBAFFAB-B697-4049-A9B1-67E1FC5F4F76",
  "Desktops": [
    {"DesktopId": "ecd-gx2x1dhsmucyy0001", "DesktopName": "设计 一", "OfficeSiteId": "cn-hangzhou+dir-1",
     "DesktopStatus": "Running", "ManagementFlag": "NoFlag", "CreationTime": "2020-11-06T08:28Z", "Memory": 4096,
     "DataDiskSize": "80", "Disks": [{"DiskId": "d-1", "DiskType": "SYSTEM", "DiskSize": 80},
                                     {"DiskId": "d-2", "DiskType": "DATA", "DiskSize": 100}],
     "Tags": [{"Key": "team", "Value": "design"}, {"Key": "empty", "Value": null}, {"Value": "no key"}]},
    {"DesktopId": "ecd-gx2x1dhsmucyy0002", "DesktopName": 42, "DesktopStatus": "Hibernating",
     "ManagementFlags": ["Updating"], "Disks": [{"DiskType": "System"}], "Brand": {"new": [1, 2]}},
    {"DesktopId": "ecd-gx2x1dhsmucyy0003", "DesktopStatus": "Stopped", "ManagementFlag": "Migrating", "Disks": null}
  ]})";

const std::string snapshot_page = R"({"RequestId": "r", "NextToken": "", "Snapshots": [
    {"SnapshotId": "s-2ze81owrnv9pity40001", "SnapshotName": "nightly-1", "Description": "ecdsnap1 x",
     "CreationTime": "2020-12-20T14:52:28Z", "Status": "PROGRESSING", "Progress": "40%", "RemainTime": 120,
     "SnapshotType": "USER", "SourceDiskType": "SYSTEM", "SourceDiskSize": "80", "DesktopId": "ecd-1"},
    {"SnapshotId": "s-2ze81owrnv9pity40002", "SnapshotName": "auto2", "CreationTime": "2020-12-20T14:52Z\n",
     "Status": "ACCOMPLISHED", "RemainTime": "0", "SnapshotType": "AUTO", "SourceDiskType": "data", "DesktopId": "ecd-2"},
    {"SnapshotId": "s-2ze81owrnv9pity40003", "Status": "REPAIRING", "RemainTime": -1, "SourceDiskType": "Data",
     "CreationTime": null}
  ]})";

void check_unreadable(const core::Result<ports::SnapshotPage>& page, const std::string& wanted) {
    REQUIRE_FALSE(page.has_value());
    CHECK(page.error().message == wanted);
}

}  // namespace

TEST_CASE("reads a page of desktops") {
    const auto page = read_desktop_page(desktop_page);
    REQUIRE(page.has_value());
    CHECK(page->next_token == "AAAAAV3MpHK1AP0pfERHZN5pu6k=");
    REQUIRE(page->desktops.size() == 3);

    const core::Desktop& first = page->desktops[0];
    CHECK(first.id == "ecd-gx2x1dhsmucyy0001");
    CHECK(first.name == "设计 一");
    CHECK(first.office_site_id == "cn-hangzhou+dir-1");
    CHECK(first.status == core::DesktopStatus::running);
    CHECK(first.raw_status.empty());
    CHECK(first.management == core::Management::none);
    CHECK(first.has_data_disk);
    REQUIRE(first.tags.size() == 2);
    CHECK(first.tags[0] == core::Tag{"team", "design"});
    CHECK(first.tags[1] == core::Tag{"empty", ""});
}

TEST_CASE("keeps an unknown state as text and takes numbers as text") {
    const auto page = read_desktop_page(desktop_page);
    REQUIRE(page.has_value());
    const core::Desktop& second = page->desktops.at(1);
    CHECK(second.name == "42");
    CHECK(second.status == core::DesktopStatus::unknown);
    CHECK(second.raw_status == "Hibernating");
    CHECK(second.management == core::Management::updating);
    CHECK_FALSE(second.has_data_disk);
}

TEST_CASE("of fields with one name the last counts") {
    const auto page = read_desktop_page(R"({"Desktops": [{"DesktopId": "ecd-1",
        "DesktopStatus": "Meditating", "DesktopStatus": "Running",
        "Disks": [{"DiskType": "DATA"}], "Disks": [{"DiskType": "SYSTEM"}],
        "Sessions": [{}], "Sessions": [], "ConnectionStatus": "Disconnected",
        "Tags": [{"Key": "a"}], "Tags": [{"Key": "b"}]}]})");
    REQUIRE(page.has_value());
    const core::Desktop& desktop = page->desktops.front();
    CHECK(desktop.status == core::DesktopStatus::running);
    CHECK(desktop.raw_status.empty());
    CHECK_FALSE(desktop.has_data_disk);
    CHECK(desktop.session == core::Session::none);
    REQUIRE(desktop.tags.size() == 1);
    CHECK(desktop.tags.front().key == "b");
}

TEST_CASE("takes null as absent and either form of the management flag") {
    const auto page = read_desktop_page(desktop_page);
    REQUIRE(page.has_value());
    const core::Desktop& third = page->desktops.at(2);
    CHECK(third.management == core::Management::migrating);
    CHECK_FALSE(third.has_data_disk);
    CHECK(third.tags.empty());
}

TEST_CASE("reads how a desktop is grouped, paid and assigned") {
    const auto page = read_desktop_page(R"({"Desktops": [{"DesktopId": "ecd-1", "OsType": " Windows ",
        "ChargeType": "PrePaid", "ProtocolType": "ASP", "DesktopGroupId": "dg-1", "PolicyGroupId": "pg-1",
        "PolicyGroupIdList": ["pg-2", "pg-1", null], "EndUserIds": ["alice", 42],
        "ResourceGroups": [{"Id": "rg-1", "Name": "office"}, {"Id": "rg-2", "Name": null}, "odd"],
        "Tags": [], "Disks": []},
       {"DesktopId": "ecd-2", "PolicyGroupId": "pg-1", "EndUserIds": []}]})");
    REQUIRE(page.has_value());
    const core::Desktop& desktop = page->desktops.at(0);
    core::DesktopTraits wanted{"Windows", "PrePaid", "ASP", "dg-1", {}, {}};
    wanted.policy_groups = {"pg-2", "pg-1"};
    wanted.resource_groups = {"rg-1", "office", "rg-2"};
    CHECK(core::traits_of(desktop) == wanted);
    CHECK(desktop.end_users == std::vector<std::string>{"alice", "42"});
    CHECK_FALSE(desktop.end_users_unsaid);
    CHECK_FALSE(desktop.tags_unsaid);
    CHECK_FALSE(desktop.disks_unsaid);
    CHECK(core::traits_of(page->desktops.at(1)).policy_groups == std::vector<std::string>{"pg-1"});
}

TEST_CASE("what is absent, null or of another kind was not said") {
    const auto page = read_desktop_page(R"({"Desktops": [{"DesktopId": "ecd-1"},
        {"DesktopId": "ecd-2", "OsType": null, "ResourceGroups": {}, "PolicyGroupIdList": "pg", "EndUserIds": null,
         "Tags": null, "Disks": "none"}]})");
    REQUIRE(page.has_value());
    for (const core::Desktop& desktop : page->desktops) {
        CHECK(core::traits_of(desktop) == core::DesktopTraits{});
        CHECK(desktop.end_users_unsaid);
        CHECK(desktop.tags_unsaid);
        CHECK(desktop.disks_unsaid);
    }
}

TEST_CASE("desktops of a page that have the same traits share them") {
    const auto page = read_desktop_page(R"({"Desktops": [{"DesktopId": "ecd-1", "OsType": "Linux"},
        {"DesktopId": "ecd-2", "OsType": "Linux"}, {"DesktopId": "ecd-3", "OsType": "Windows"}]})");
    REQUIRE(page.has_value());
    CHECK(page->desktops[0].traits == page->desktops[1].traits);
    CHECK(page->desktops[0].traits != page->desktops[2].traits);
}

TEST_CASE("reads a page of snapshots, in both forms of dates") {
    const auto page = read_snapshot_page(snapshot_page);
    REQUIRE(page.has_value());
    CHECK(page->next_token.empty());
    REQUIRE(page->snapshots.size() == 3);
    const core::Snapshot& first = page->snapshots[0];
    CHECK(first.id == "s-2ze81owrnv9pity40001");
    CHECK(first.name == "nightly-1");
    CHECK(first.description == "ecdsnap1 x");
    CHECK(first.desktop_id == "ecd-1");
    CHECK(first.disk == core::DiskKind::system);
    CHECK(first.status == core::SnapshotStatus::progressing);
    CHECK(first.type == core::SnapshotType::user);
    CHECK(core::utc_text(first.created) == "2020-12-20T14:52:28.000Z");
    CHECK(first.remain_seconds == 120);

    const core::Snapshot& second = page->snapshots[1];
    CHECK(second.disk == core::DiskKind::data);
    CHECK(second.status == core::SnapshotStatus::accomplished);
    CHECK(second.type == core::SnapshotType::automatic);
    CHECK(core::utc_text(second.created) == "2020-12-20T14:52:00.000Z");
    CHECK(second.remain_seconds == 0);
}

TEST_CASE("a snapshot without a date, and with a status nobody knows, is still listed") {
    const auto page = read_snapshot_page(snapshot_page);
    REQUIRE(page.has_value());
    const core::Snapshot& third = page->snapshots.at(2);
    CHECK(third.status == core::SnapshotStatus::unknown);
    CHECK(third.created == core::WallTime());
    CHECK(third.remain_seconds == -1);
    CHECK(third.disk == core::DiskKind::data);
}

TEST_CASE("snapshots of other kinds of disks are left out") {
    const auto page = read_snapshot_page(
        R"({"Snapshots": [{"SnapshotId": "s-1", "SourceDiskType": "CACHE"}, {"SnapshotId": "s-2", "SourceDiskType": "DATA"}]})");
    REQUIRE(page.has_value());
    REQUIRE(page->snapshots.size() == 1);
    CHECK(page->snapshots[0].id == "s-2");
}

TEST_CASE("an empty listing is one with an empty array, not one without") {
    CHECK(read_snapshot_page(R"({"Snapshots": [], "TotalCount": 5})").value().snapshots.empty());
    check_unreadable(read_snapshot_page(R"({"RequestId": "r"})"), "the answer has no Snapshots array");
    check_unreadable(read_snapshot_page(R"({"Snapshots": null})"), "the answer has no Snapshots array");
    check_unreadable(read_snapshot_page(R"({"Snapshots": {"Snapshot": []}})"), "the answer has no Snapshots array");
    check_unreadable(read_snapshot_page(R"([])"), "the answer is not a JSON object");
}

TEST_CASE("one bad entry spoils the page, since a listing that lacks a snapshot would make a second one") {
    check_unreadable(read_snapshot_page(R"({"Snapshots": ["s-1"]})"), "entry 1 of Snapshots is not an object");
    check_unreadable(read_snapshot_page(R"({"Snapshots": [{"SourceDiskType": "DATA"}]})"),
                     "entry 1 of Snapshots: it has no SnapshotId");
    check_unreadable(
        read_snapshot_page(
            R"({"Snapshots": [{"SnapshotId": "s-1", "SourceDiskType": "DATA"}, {"SnapshotId": "", "SourceDiskType": "DATA"}]})"),
        "entry 2 of Snapshots: it has no SnapshotId");
    check_unreadable(read_snapshot_page(R"({"Snapshots": [{"SnapshotId": "s-1"}]})"),
                     "entry 1 of Snapshots: it has no SourceDiskType");
    check_unreadable(
        read_snapshot_page(
            R"({"Snapshots": [{"SnapshotId": "s-1", "SourceDiskType": "DATA", "CreationTime": "yesterday"}]})"),
        "entry 1 of Snapshots: its CreationTime 'yesterday' is not a time");
}

TEST_CASE("desktops need their array and their ids") {
    CHECK(read_desktop_page(R"({"Desktops": [{"DesktopName": "x"}]})").error().message ==
          "entry 1 of Desktops: it has no DesktopId");
    CHECK(read_desktop_page(R"({})").error().message == "the answer has no Desktops array");
}

TEST_CASE("a kept listing is a whole answer or one desktop, with the region where it is said") {
    const auto page = read_listed_desktops(
        R"({"Desktops": [{"DesktopId": "ecd-1", "RegionId": " cn-hangzhou "}, {"DesktopId": "ecd-2"}], "NextToken": "x"})");
    REQUIRE(page.has_value());
    REQUIRE(page->size() == 2);
    CHECK(page->at(0).region == "cn-hangzhou");
    CHECK(page->at(1).desktop.id == "ecd-2");
    CHECK(page->at(1).region.empty());
    const auto one =
        read_listed_desktops(R"({"DesktopId": "ecd-3", "DesktopStatus": "Stopped", "RegionId": "cn-shanghai"})");
    REQUIRE(one->size() == 1);
    CHECK(one->at(0).desktop.status == core::DesktopStatus::stopped);
    CHECK(one->at(0).region == "cn-shanghai");
    CHECK(read_listed_desktops(R"({"Desktops": [{}]})").error().message == "entry 1 of Desktops: it has no DesktopId");
    CHECK(read_listed_desktops(R"({"Code": "Forbidden"})").error().message == "the answer has no Desktops array");
    CHECK_FALSE(read_listed_desktops("[]").has_value());
}

TEST_CASE("reads regions") {
    const auto regions = read_regions(
        R"({"Regions": [{"RegionId": "cn-hangzhou", "RegionEndpoint": "ecd.cn-hangzhou.aliyuncs.com"}, {"RegionId": "cn-shanghai"}]})");
    REQUIRE(regions.has_value());
    CHECK(*regions == std::vector<std::string>{"cn-hangzhou", "cn-shanghai"});
    CHECK(read_regions(R"({"Regions": [{}]})").error().message == "entry 1 of Regions: it has no RegionId");
}

TEST_CASE("an action that answers with its RequestId alone was taken only where that is there, and no code") {
    CHECK(read_request_taken(R"({"RequestId": "r"})").has_value());
    for (const char* body : {"{}", R"({"RequestId": ""})", R"({"RequestId": null})",
                             R"({"RequestId": "r", "Code": "Busy"})", "[]", "<html>", ""}) {
        CAPTURE(body);
        CHECK_FALSE(read_request_taken(body).has_value());
    }
}

TEST_CASE("nobody is connected only where the service says so") {
    struct Row {
        const char* fields;
        core::Session session;
    };
    const Row rows[] = {
        {R"("ConnectionStatus": "Connected")", core::Session::connected},
        {R"("ConnectionStatus": "connected", "Sessions": [])", core::Session::connected},
        {R"("ConnectionStatus": "Disconnected", "Sessions": [{"EndUserId": "u"}])", core::Session::connected},
        {R"("Sessions": [{}])", core::Session::connected},
        {R"("ConnectionStatus": "Disconnected")", core::Session::none},
        {R"("ConnectionStatus": "Disconnected", "Sessions": [])", core::Session::none},
        {R"("ConnectionStatus": "Disconnected", "Sessions": null)", core::Session::none},
        {R"("ConnectionStatus": "Unknown")", core::Session::unknown},
        {R"("ConnectionStatus": "Dreaming", "Sessions": [])", core::Session::unknown},
        {R"("Sessions": [])", core::Session::unknown},
        {R"("DesktopName": "x")", core::Session::unknown},
    };
    for (const Row& row : rows) {
        CAPTURE(row.fields);
        const auto page =
            read_desktop_page(std::string(R"({"Desktops": [{"DesktopId": "ecd-1", )") + row.fields + "}]}");
        REQUIRE(page.has_value());
        CHECK(page->desktops[0].session == row.session);
    }
}

TEST_CASE("a created snapshot is one with an id") {
    CHECK(read_created_snapshot_id(R"({"SnapshotId": " s-1\n", "RequestId": "r"})").value() == "s-1");
    for (const char* body : {R"({"RequestId": "r"})", R"({"SnapshotId": ""})", R"({"SnapshotId": null})",
                             R"({"SnapshotId": ["s-1"]})", R"({"SnapshotId": {"id": "s-1"}})"}) {
        CAPTURE(body);
        CHECK(read_created_snapshot_id(body).error().message == "the answer has no SnapshotId");
    }
}

TEST_CASE("an answer that is cut short anywhere is never taken for a whole one") {
    const std::string created = R"({"SnapshotId": "s-1", "RequestId": "r"})";
    for (std::size_t size = 0; size < created.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(read_created_snapshot_id(created.substr(0, size)).has_value());
    }
    for (std::size_t size = 0; size < desktop_page.size(); ++size)
        REQUIRE_FALSE(read_desktop_page(desktop_page.substr(0, size)).has_value());
    for (std::size_t size = 0; size < snapshot_page.size(); ++size)
        REQUIRE_FALSE(read_snapshot_page(snapshot_page.substr(0, size)).has_value());
}

TEST_CASE("bytes that are not UTF-8 and text after the end are refused") {
    CHECK_FALSE(read_created_snapshot_id("{\"SnapshotId\": \"s-\xC3\"}").has_value());
    CHECK_FALSE(read_created_snapshot_id(R"({"SnapshotId": "s-1"} <html>)").has_value());
}

TEST_CASE("both forms of the cloud's dates are read, and nothing else") {
    CHECK(core::utc_text(read_cloud_time("2020-11-06T08:28Z").value()) == "2020-11-06T08:28:00.000Z");
    CHECK(core::utc_text(read_cloud_time(" 2025-02-24T06:38:02Z\n").value()) == "2025-02-24T06:38:02.000Z");
    for (const char* text : {"", "2020-11-06", "2020-11-06T08:28", "2020-13-06T08:28Z", "2020-11-06T8:28Z", "now"}) {
        CAPTURE(text);
        CHECK_FALSE(read_cloud_time(text).has_value());
    }
}
