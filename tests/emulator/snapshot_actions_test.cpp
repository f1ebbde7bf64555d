#include "emulator/rehearsal.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::emulator;
using namespace std::chrono_literals;

namespace {

RehearsalSettings mixed_fleet() {
    RehearsalSettings settings;
    settings.fleet.desktops = 100;
    settings.fleet.regions = {"cn-hangzhou", "cn-shanghai"};
    settings.fleet.data_disks = Share{1};
    settings.fleet.states = {{"Running", 8},    {"Stopped", 4}, {"Starting", 2},
                             {"Hibernated", 2}, {"Expired", 2}, {"Deleted", 2}};
    settings.fleet.transition = settings.rules.transition;
    return settings;
}

Parameters good_create(const Rehearsal& rehearsal) {
    return {{"RegionId", rehearsal.region},
            {"DesktopId", rehearsal.desktop()},
            {"SnapshotName", "nightly-1"},
            {"SourceDiskType", "system"},
            {"Description", "why"}};
}

std::string code_with(const std::string& name, const std::string& value) {
    Rehearsal rehearsal{mixed_fleet()};
    Parameters parameters = good_create(rehearsal);
    std::erase_if(parameters, [&](const auto& p) { return p.first == name; });
    if (value != "(absent)") parameters.emplace_back(name, value);
    return rehearsal.send(rehearsal.signed_request("CreateSnapshot", parameters)).code;
}

}  // namespace

TEST_CASE("a snapshot goes from PROGRESSING to ACCOMPLISHED by time alone") {
    Rehearsal rehearsal{mixed_fleet()};
    const auto created = rehearsal.create(rehearsal.desktop(), "nightly-1");
    REQUIRE(created.status == 200);
    const std::string id = created.body.at("SnapshotId");
    CHECK(id.starts_with("s-"));

    auto listed = rehearsal.snapshots().at(0);
    CHECK(listed.at("SnapshotId") == id);
    CHECK(listed.at("Status") == "PROGRESSING");
    CHECK(listed.at("Progress") == "0%");
    CHECK(listed.at("RemainTime") == -1);
    CHECK(listed.at("SnapshotType") == "USER");
    CHECK(listed.at("SourceDiskType") == "SYSTEM");
    CHECK(listed.at("CreationTime") == "2026-01-02T03:00:00Z");
    CHECK(listed.at("DesktopId") == rehearsal.desktop());

    rehearsal.pass(2500ms);
    listed = rehearsal.snapshots().at(0);
    CHECK(listed.at("Progress") == "50%");
    CHECK(listed.at("RemainTime") == 3);

    rehearsal.pass(2500ms);
    listed = rehearsal.snapshots().at(0);
    CHECK(listed.at("Status") == "ACCOMPLISHED");
    CHECK(listed.at("Progress") == "100%");
    CHECK(listed.at("RemainTime") == 0);
}

TEST_CASE("CreateSnapshot: each parameter has its rule") {
    struct Row {
        const char* name;
        std::string value;
        const char* code;
    };
    const Row rows[] = {
        {"RegionId", "(absent)", "MissingParameter"},
        {"RegionId", "cn-beijing", "InvalidRegionId.NotFound"},
        {"RegionId", "cn-shanghai", "InvalidDesktopId.NotFound"},  // the desktop is in the other region
        {"DesktopId", "(absent)", "MissingParameter"},
        {"DesktopId", "ecd-unknown", "InvalidDesktopId.NotFound"},
        {"SnapshotName", "(absent)", "MissingParameter"},
        {"SnapshotName", "a", "InvalidSnapshotName.Malformed"},
        {"SnapshotName", "ab", ""},
        {"SnapshotName", "a" + std::string(126, '_'), ""},
        {"SnapshotName", "a" + std::string(127, '_'), "InvalidSnapshotName.Malformed"},
        {"SnapshotName", "1night", "InvalidSnapshotName.Malformed"},
        {"SnapshotName", "nightly.1", "InvalidSnapshotName.Malformed"},
        {"SnapshotName", "每夜", "InvalidSnapshotName.Malformed"},
        {"SnapshotName", "AutoNightly", "InvalidSnapshotName.Malformed"},
        {"SourceDiskType", "(absent)", "MissingParameter"},
        {"SourceDiskType", "SYSTEM", ""},
        {"SourceDiskType", "Data", ""},
        {"SourceDiskType", "all", "InvalidParameter"},
        {"Description", "(absent)", ""},
        {"Description", std::string(128, 'x'), ""},
        {"Description", std::string(129, 'x'), "InvalidDescription.Malformed"},
        {"ClientToken", "1", "InvalidParameter"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        CAPTURE(row.value);
        CHECK(code_with(row.name, row.value) == row.code);
    }
}

TEST_CASE("a description's length is counted in characters, not bytes") {
    std::string chinese;
    for (int i = 0; i < 128; ++i)
        chinese += "数";
    CHECK(code_with("Description", chinese).empty());
    CHECK(code_with("Description", chinese + "数") == "InvalidDescription.Malformed");
}

TEST_CASE("an unknown parameter is named in the refusal") {
    Rehearsal rehearsal{mixed_fleet()};
    const auto answered = rehearsal.call("DescribeSnapshots", {{"Colour", "red"}});
    CHECK(answered.code == "InvalidParameter");
    CHECK(answered.body.at("Message").get<std::string>().find("Colour") != std::string::npos);
}

TEST_CASE("only Running and Stopped desktops can be snapshotted") {
    Rehearsal rehearsal{mixed_fleet()};
    CHECK(rehearsal.create(rehearsal.desktop("Running"), "nightly-1").status == 200);
    CHECK(rehearsal.create(rehearsal.desktop("Stopped"), "nightly-1").status == 200);
    const std::string starting = rehearsal.desktop("Starting");
    for (const std::string& id :
         {starting, rehearsal.desktop("Hibernated"), rehearsal.desktop("Expired"), rehearsal.desktop("Deleted")}) {
        const auto answered = rehearsal.create(id, "nightly-1");
        CHECK(answered.status == 400);
        CHECK(answered.code == "IncorrectDesktopStatus");
    }
    rehearsal.pass(10s);  // now it is Running
    CHECK(rehearsal.create(starting, "nightly-1").status == 200);
}

TEST_CASE("a data disk is needed for a snapshot of it") {
    RehearsalSettings settings;
    settings.fleet.data_disks = Share{0};
    Rehearsal rehearsal{settings};
    const auto answered = rehearsal.create(rehearsal.desktop(), "nightly-1", "data");
    CHECK(answered.status == 400);
    CHECK(answered.code == "InvalidParameter.SourceDiskType");
}

TEST_CASE("one snapshot at a time per disk; two disks do not hinder each other") {
    Rehearsal rehearsal{mixed_fleet()};
    const std::string id = rehearsal.desktop();
    CHECK(rehearsal.create(id, "nightly-1").status == 200);
    const auto second = rehearsal.create(id, "nightly-2");
    CHECK(second.status == 403);
    CHECK(second.code == "IncorrectDiskStatus.CreatingSnapshot");
    CHECK(rehearsal.create(id, "nightly-2", "data").status == 200);
    rehearsal.pass(5s);
    CHECK(rehearsal.create(id, "nightly-1").status == 200);  // names need not be unique
}

TEST_CASE("the service's own snapshots keep a disk busy and are listed as AUTO") {
    Rehearsal rehearsal{mixed_fleet()};
    start_automatic_snapshots(rehearsal.emulator.cloud, Share{1}, TimeRange{60s, 60s}, rehearsal.now);
    const std::string id = rehearsal.desktop();
    CHECK(rehearsal.create(id, "nightly-1").code == "IncorrectDiskStatus.CreatingSnapshot");
    CHECK(rehearsal.snapshots({{"DesktopId", id}, {"SnapshotType", "auto"}}).size() == 2);
    CHECK(rehearsal.snapshots({{"DesktopId", id}, {"SnapshotType", "user"}}).empty());
    rehearsal.pass(60s);
    CHECK(rehearsal.create(id, "nightly-1").status == 200);
    CHECK(rehearsal.snapshots({{"DesktopId", id}, {"SnapshotType", "all"}}).size() == 3);
}

TEST_CASE("a new snapshot is listed only after the lag") {
    auto settings = mixed_fleet();
    settings.rules.list_lag = 3s;
    Rehearsal rehearsal{settings};
    const std::string id = rehearsal.create(rehearsal.desktop(), "nightly-1").body.at("SnapshotId");
    rehearsal.pass(2999ms);
    CHECK(rehearsal.snapshots().empty());
    CHECK(rehearsal.snapshots({{"SnapshotId", id}}).empty());
    CHECK(rehearsal.admin("GET", "/snapshots").at("snapshots").size() == 1);
    rehearsal.pass(1ms);
    CHECK(rehearsal.snapshots().size() == 1);
}

TEST_CASE("a description comes back kept, cut or not at all") {
    const auto shown = [](DescriptionRule rule) {
        auto settings = mixed_fleet();
        settings.rules.description = rule;
        Rehearsal rehearsal{settings};
        Parameters parameters = good_create(rehearsal);
        parameters.back().second = "数据 stamp";
        rehearsal.call("CreateSnapshot", parameters);
        CHECK(rehearsal.admin("GET", "/snapshots").at("snapshots").at(0).at("description") == "数据 stamp");
        return rehearsal.snapshots().at(0).value("Description", "(absent)");
    };
    CHECK(shown({DescriptionRule::Kind::keep, 0}) == "数据 stamp");
    CHECK(shown({DescriptionRule::Kind::cut, 4}) == "数据 s");
    CHECK(shown({DescriptionRule::Kind::drop, 0}) == "(absent)");
}

TEST_CASE("DeleteSnapshot removes what it names in that region and passes over the rest") {
    Rehearsal rehearsal{mixed_fleet()};
    const std::string first = rehearsal.create(rehearsal.desktop("Running", 0), "nightly-1").body.at("SnapshotId");
    const std::string second = rehearsal.create(rehearsal.desktop("Running", 1), "nightly-1").body.at("SnapshotId");
    CHECK(rehearsal.call("DeleteSnapshot", {{"RegionId", "cn-shanghai"}, {"SnapshotId.1", first}}).status == 200);
    CHECK(rehearsal.snapshots().size() == 2);
    CHECK(rehearsal.call("DeleteSnapshot", {{"SnapshotId.1", "s-none"}, {"SnapshotId.2", first}}).status == 200);
    REQUIRE(rehearsal.snapshots().size() == 1);
    CHECK(rehearsal.snapshots().at(0).at("SnapshotId") == second);
    CHECK(rehearsal.create(rehearsal.desktop("Running", 0), "nightly-2").status == 200);  // the disk is free again
    CHECK(rehearsal.call("DeleteSnapshot", {}).code == "MissingParameter");
}
