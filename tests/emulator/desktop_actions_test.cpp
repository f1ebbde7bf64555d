#include "emulator/rehearsal.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

using namespace ecdsnap::emulator;
using namespace std::chrono_literals;

namespace {

RehearsalSettings fleet_of(std::size_t desktops) {
    RehearsalSettings settings;
    settings.fleet.desktops = desktops;
    settings.fleet.transition = settings.rules.transition;
    return settings;
}

std::set<std::string> listed_ids(Rehearsal& rehearsal, Parameters filters) {
    std::set<std::string> ids;
    std::string token;
    do {
        Parameters with_token = filters;
        with_token.emplace_back("MaxResults", "100");
        if (!token.empty()) with_token.emplace_back("NextToken", token);
        const auto body = rehearsal.call("DescribeDesktops", with_token).body;
        for (const auto& d : body.at("Desktops"))
            CHECK(ids.insert(d.at("DesktopId")).second);
        token = body.at("NextToken");
    } while (!token.empty());
    return ids;
}

}  // namespace

TEST_CASE("DescribeRegions names this server as every region's endpoint") {
    auto settings = fleet_of(4);
    settings.fleet.regions = {"cn-hangzhou", "cn-shanghai"};
    Rehearsal rehearsal{settings};
    const auto regions = rehearsal.call("DescribeRegions", {}).body.at("Regions");
    REQUIRE(regions.size() == 2);
    CHECK(regions.at(1).at("RegionId") == "cn-shanghai");
    CHECK(regions.at(1).at("RegionEndpoint") == "127.0.0.1:18080");
}

TEST_CASE("every desktop of a region is listed once, page by page, with its total") {
    auto settings = fleet_of(501);
    settings.fleet.regions = {"cn-hangzhou", "cn-shanghai"};
    Rehearsal rehearsal{settings};
    CHECK(listed_ids(rehearsal, {}).size() == 251);
    CHECK(listed_ids(rehearsal, {{"RegionId", "cn-shanghai"}}).size() == 250);
    const auto body = rehearsal.call("DescribeDesktops", {}).body;
    CHECK(body.at("TotalCount") == 251);
    CHECK(body.at("Desktops").size() == 10);
    const auto page = rehearsal.call("DescribeDesktops", {{"PageNumber", "3"}, {"PageSize", "100"}}).body;
    CHECK(page.at("Desktops").size() == 51);
    CHECK_FALSE(page.contains("NextToken"));
    CHECK(rehearsal.call("DescribeDesktops", {{"PageNumber", "4"}, {"PageSize", "100"}}).body.at("Desktops").empty());
    CHECK(rehearsal.call("DescribeDesktops", {{"PageNumber", "1"}, {"MaxResults", "100"}}).code == "InvalidParameter");
}

TEST_CASE("a desktop shows its disks, and dates without seconds") {
    auto settings = fleet_of(2);
    settings.fleet.data_disks = Share{0.5};
    Rehearsal rehearsal{settings};
    std::multiset<std::size_t> disks;
    const auto body = rehearsal.call("DescribeDesktops", {}).body;
    for (const auto& d : body.at("Desktops")) {
        disks.insert(d.at("Disks").size());
        CHECK(d.at("Disks").at(0).at("DiskType") == "SYSTEM");
        CHECK(d.at("CreationTime").get<std::string>().size() == std::string("2020-11-06T08:28Z").size());
        CHECK(d.at("ManagementFlag") == "NoFlag");
    }
    CHECK(disks == std::multiset<std::size_t>{1, 2});
}

TEST_CASE("a desktop shows how it is paid, grouped and assigned; only a pooled one has a desktop group and no user") {
    auto settings = fleet_of(40);
    settings.fleet.pooled = Share{0.5};
    Rehearsal rehearsal{settings};
    const auto body = rehearsal.call("DescribeDesktops", {{"MaxResults", "100"}, {"FilterDesktopGroup", "false"}}).body;
    std::set<std::string> charges, groups;
    for (const auto& d : body.at("Desktops")) {
        charges.insert(d.at("ChargeType"));
        groups.insert(d.at("PolicyGroupId"));
        CHECK(d.at("PolicyGroupIdList").at(0) == d.at("PolicyGroupId"));
        CHECK(d.at("ResourceGroups").at(0).at("Id").get<std::string>().starts_with("rg-"));
        CHECK(d.at("ResourceGroups").at(0).at("Name").get<std::string>().starts_with("group-"));
        CHECK(d.contains("DesktopGroupId") == d.at("EndUserIds").empty());
    }
    CHECK(charges == std::set<std::string>{"PostPaid", "PrePaid"});
    CHECK(groups.size() == 3);
}

TEST_CASE("filters: ids, status, name, office site, tags, system") {
    auto settings = fleet_of(40);
    settings.fleet.states = {{"Running", 1}, {"Stopped", 1}};
    Rehearsal rehearsal{settings};
    const auto count = [&](const Parameters& filters) { return listed_ids(rehearsal, filters).size(); };
    CHECK(count({{"DesktopId.1", rehearsal.desktop()}, {"DesktopId.2", "ecd-unknown"}}) == 1);
    CHECK(count({{"DesktopId.1", rehearsal.desktop()}, {"DesktopStatus", "Stopped"}}) == 0);
    CHECK(count({{"DesktopStatus", "Stopped"}}) == 20);
    CHECK(count({{"DesktopStatusList.1", "Stopped"}, {"DesktopStatusList.2", "Running"}}) == 40);
    CHECK(count({{"OfficeSiteId", "cn-hangzhou+dir-1000000002"}}) == 20);
    CHECK(count({{"OfficeSiteName", "cn-hangzhou-office-1"}}) == 20);
    CHECK(count({{"DesktopName", rehearsal.emulator.cloud.fleet.desktop(7).name}}) == 1);
    const auto production = count({{"Tag.1.Key", "env"}, {"Tag.1.Value", "prod"}});
    CHECK(production > 10);
    CHECK(production + count({{"Tag.1.Key", "env"}, {"Tag.1.Value", "test"}}) == 40);
    CHECK(count({{"Tag.1.Key", "env"}}) == 40);
    CHECK(count({{"Tag.1.Key", "env"}, {"Tag.2.Key", "none"}}) == 0);
    CHECK(count({{"OsTypes.1", "Linux"}}) + count({{"OsTypes.1", "Windows"}}) == 40);
    CHECK(rehearsal.call("DescribeDesktops", {{"ImageId.1", "x"}}).code == "UnsupportedParameter");
    CHECK(rehearsal.call("DescribeDesktops", {{"DesktopId.2", "gap"}}).code == "InvalidParameter");
}

TEST_CASE("at most 100 ids are asked for") {
    Rehearsal rehearsal{fleet_of(1)};
    Parameters ids;
    for (int i = 1; i <= 101; ++i)
        ids.emplace_back("DesktopId." + std::to_string(i), "ecd-" + std::to_string(i));
    CHECK(rehearsal.call("DescribeDesktops", ids).code == "InvalidParameter");
    ids.pop_back();
    CHECK(rehearsal.call("DescribeDesktops", ids).status == 200);
}

TEST_CASE("pooled desktops are listed only when asked for") {
    auto settings = fleet_of(10);
    settings.fleet.pooled = Share{0.3};
    Rehearsal rehearsal{settings};
    CHECK(listed_ids(rehearsal, {}).size() == 7);
    CHECK(listed_ids(rehearsal, {{"FilterDesktopGroup", "false"}}).size() == 10);
    CHECK(listed_ids(rehearsal, {{"OnlyDesktopGroup", "true"}}).size() == 3);
    CHECK(rehearsal.call("DescribeDesktops", {{"FilterDesktopGroup", "no"}}).code == "InvalidParameter");
}

TEST_CASE("Starting becomes Running and Stopping becomes Stopped when their time is over") {
    auto settings = fleet_of(2);
    settings.fleet.states = {{"Starting", 1}, {"Stopping", 1}};
    Rehearsal rehearsal{settings};
    const auto starting = rehearsal.desktop("Starting"), stopping = rehearsal.desktop("Stopping");
    rehearsal.pass(9999ms);
    CHECK(rehearsal.desktop("Starting") == starting);
    rehearsal.pass(1ms);
    CHECK(rehearsal.desktop("Running") == starting);
    CHECK(rehearsal.desktop("Stopped") == stopping);
}

TEST_CASE("power: start, stop, hibernate, wake up, each from the right state only") {
    Rehearsal rehearsal{fleet_of(1)};
    const Parameters id{{"DesktopId.1", rehearsal.desktop()}};
    CHECK(rehearsal.call("StartDesktops", id).code == "IncorrectDesktopStatus");
    CHECK(rehearsal.call("StopDesktops", id).status == 200);
    CHECK_NOTHROW(rehearsal.desktop("Stopping"));
    rehearsal.pass(10s);
    CHECK(rehearsal.call("StartDesktops", id).status == 200);
    rehearsal.pass(10s);
    CHECK(rehearsal.call("WakeupDesktops", id).code == "IncorrectDesktopStatus");
    CHECK(rehearsal.call("HibernateDesktops", id).status == 200);
    CHECK_NOTHROW(rehearsal.desktop("Hibernating"));
    CHECK(rehearsal.call("WakeupDesktops", id).code == "IncorrectDesktopStatus");
    rehearsal.pass(10s);
    CHECK_NOTHROW(rehearsal.desktop("Hibernated"));
    CHECK(rehearsal.call("WakeupDesktops", id).status == 200);
    CHECK_NOTHROW(rehearsal.desktop("Starting"));
    rehearsal.pass(10s);
    CHECK_NOTHROW(rehearsal.desktop("Running"));
}

TEST_CASE("power: at most 20 desktops are hibernated in one call, and 100 woken") {
    Rehearsal rehearsal{fleet_of(101)};
    Parameters ids;
    for (int i = 0; i < 20; ++i)
        ids.push_back(
            {"DesktopId." + std::to_string(i + 1), rehearsal.desktop("Running", static_cast<std::size_t>(i))});
    Parameters more = ids;
    more.push_back({"DesktopId.21", rehearsal.desktop("Running", 20)});
    CHECK(rehearsal.call("HibernateDesktops", more).status == 400);
    CHECK(rehearsal.call("HibernateDesktops", ids).status == 200);
}

TEST_CASE("a desktop in use says so, while it is Running") {
    Rehearsal rehearsal{fleet_of(1)};
    const auto id = rehearsal.desktop();
    const auto listed = [&] { return rehearsal.call("DescribeDesktops", {{"DesktopId.1", id}}).body.dump(); };
    CHECK(listed().find(R"("ConnectionStatus":"Disconnected")") != std::string::npos);
    CHECK(listed().find(R"("Sessions":[])") != std::string::npos);
    rehearsal.admin("POST", "/desktops/" + id, R"({"connected":true})");
    CHECK(listed().find(R"("ConnectionStatus":"Connected")") != std::string::npos);
    CHECK(listed().find(R"("Sessions":[{"EndUserId":)") != std::string::npos);
    rehearsal.admin("POST", "/desktops/" + id, R"({"status":"Hibernated"})");
    CHECK(listed().find(R"("ConnectionStatus":"Unknown")") != std::string::npos);
}

TEST_CASE("power: one wrong desktop refuses the whole call") {
    Rehearsal rehearsal{fleet_of(2)};
    const Parameters both{{"DesktopId.1", rehearsal.desktop()}, {"DesktopId.2", "ecd-unknown"}};
    CHECK(rehearsal.call("StopDesktops", both).code == "InvalidDesktopId.NotFound");
    CHECK_NOTHROW(rehearsal.desktop("Running", 1));
    CHECK(rehearsal.call("StopDesktops", {}).code == "MissingParameter");
    CHECK(rehearsal.call("StopDesktops", {both[0], {"StoppedMode", "Fast"}}).code == "InvalidParameter");
    CHECK(rehearsal.call("StopDesktops", {both[0], {"CreateSnapshot", "true"}}).code == "UnsupportedParameter");
}

TEST_CASE("a fleet is dealt in exact proportion, and the same again from the same seed") {
    FleetSettings settings;
    settings.desktops = 103;
    settings.regions = {"cn-hangzhou", "cn-shanghai"};
    settings.states = {{"Running", 60}, {"Stopped", 30}, {"Expired", 10}};
    settings.data_disks = Share{0.25};
    const Instant now{};
    const Fleet fleet = deal_fleet(settings, 7, now);
    std::map<std::string, int> states;
    int with_data = 0;
    std::set<std::string> ids;
    for (const Desktop& d : fleet.desktops()) {
        ++states[d.status];
        with_data += d.data_disk ? 1 : 0;
        ids.insert(d.id);
    }
    CHECK(states == std::map<std::string, int>{{"Running", 62}, {"Stopped", 31}, {"Expired", 10}});
    CHECK(with_data == 26);
    CHECK(ids.size() == 103);
    const Fleet again = deal_fleet(settings, 7, now);
    const Fleet other = deal_fleet(settings, 8, now);
    CHECK(again.desktop(50).id == fleet.desktop(50).id);
    CHECK(again.desktop(50).status == fleet.desktop(50).status);
    CHECK(other.desktop(50).id != fleet.desktop(50).id);
}
