#include "emulator/rehearsal.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

using namespace ecdsnap::emulator;

namespace {

RehearsalSettings two_regions() {
    RehearsalSettings settings;
    settings.fleet.desktops = 80;
    settings.fleet.regions = {"cn-hangzhou", "cn-shanghai"};
    return settings;
}

const Parameters nightly{{"PolicyName", "nightly"}, {"CronExpression", "0 0 2,14 ? * 2-6"}, {"RetentionDays", "7"}};

Parameters with(Parameters parameters, const std::string& name, const std::string& value) {
    for (auto& [known, text] : parameters) {
        if (known != name) continue;
        text = value;
        return parameters;
    }
    parameters.emplace_back(name, value);
    return parameters;
}

nlohmann::json policies(Rehearsal& rehearsal, const Parameters& filters = {}) {
    return rehearsal.call("DescribeAutoSnapshotPolicy", filters).body.at("AutoSnapshotPolicies");
}

std::size_t attached(Rehearsal& rehearsal, const std::string& policy) {
    return rehearsal
        .call("DescribeDesktops",
              {{"SnapshotPolicyId", policy}, {"MaxResults", "100"}, {"FilterDesktopGroup", "false"}})
        .body.at("Desktops")
        .size();
}

}  // namespace

TEST_CASE("an automatic policy is created, listed in its region, changed and deleted") {
    Rehearsal rehearsal{two_regions()};
    const auto created = rehearsal.call("CreateAutoSnapshotPolicy", with(nightly, "DiskType", "SYSTEM"));
    REQUIRE(created.status == 200);
    const std::string id = created.body.at("PolicyId");
    CHECK(id.starts_with("sp-"));
    const auto listed = policies(rehearsal);
    REQUIRE(listed.size() == 1);
    CHECK(listed.at(0).at("PolicyId") == id);
    CHECK(listed.at(0).at("CronExpression") == "0 0 2,14 ? * 2-6");
    CHECK(listed.at(0).at("TimePoints") == R"(["2","14"])");
    CHECK(listed.at(0).at("RetentionDays") == "7");
    CHECK(listed.at(0).at("DesktopNum") == 0);
    CHECK(listed.at(0).at("DiskType") == "SYSTEM");
    CHECK(listed.at(0).at("Status") == "Normal");
    CHECK(listed.at(0).at("RegionId") == "cn-hangzhou");
    CHECK(policies(rehearsal, {{"RegionId", "cn-shanghai"}}).empty());
    CHECK(policies(rehearsal, {{"PolicyName", "weekly"}}).empty());
    CHECK(policies(rehearsal, {{"PolicyId", id}}).size() == 1);

    CHECK(rehearsal.call("ModifyAutoSnapshotPolicy", {{"PolicyId", id}, {"CronExpression", "0 30 0/6 * * ?"}}).status ==
          200);
    CHECK(policies(rehearsal).at(0).at("RetentionDays") == "7");
    CHECK_FALSE(policies(rehearsal).at(0).contains("TimePoints"));
    CHECK(rehearsal.call("DeleteAutoSnapshotPolicy", {{"PolicyId.1", id}}).status == 200);
    CHECK(policies(rehearsal).empty());
    CHECK(rehearsal.call("DeleteAutoSnapshotPolicy", {{"PolicyId.1", id}}).code == "InvalidPolicyId.NotFound");
}

TEST_CASE("policies come page by page, each once") {
    Rehearsal rehearsal{two_regions()};
    for (int number = 0; number < 45; ++number)
        rehearsal.call("CreateAutoSnapshotPolicy", with(nightly, "PolicyName", "n-" + std::to_string(number)));
    std::set<std::string> names;
    std::string token;
    int pages = 0;
    do {
        Parameters page{{"MaxResults", "20"}};
        if (!token.empty()) page.emplace_back("NextToken", token);
        const auto body = rehearsal.call("DescribeAutoSnapshotPolicy", page).body;
        for (const auto& policy : body.at("AutoSnapshotPolicies"))
            CHECK(names.insert(policy.at("PolicyName")).second);
        token = body.at("NextToken");
        ++pages;
    } while (!token.empty());
    CHECK(names.size() == 45);
    CHECK(pages == 3);
    CHECK(rehearsal.call("DescribeAutoSnapshotPolicy", {{"MaxResults", "51"}}).code == "InvalidParameter");
}

TEST_CASE("desktops are attached and taken off, and their entries and the policy's count say so") {
    Rehearsal rehearsal{two_regions()};
    const std::string id = rehearsal.call("CreateAutoSnapshotPolicy", nightly).body.at("PolicyId");
    const std::string other = rehearsal.call("CreateAutoSnapshotPolicy", nightly).body.at("PolicyId");
    Parameters apply{{"PolicyId", id}};
    std::vector<std::string> ids;
    for (std::size_t number = 0; number < 20; ++number) {
        ids.push_back(rehearsal.desktop("Running", number * 2));  // every second one is of the other region
        apply.emplace_back("DesktopId." + std::to_string(number + 1), ids.back());
    }
    CHECK(rehearsal.call("ApplyAutoSnapshotPolicy", apply).status == 200);
    CHECK(attached(rehearsal, id) == 20);
    CHECK(policies(rehearsal, {{"PolicyId", id}}).at(0).at("DesktopNum") == 20);
    const auto desktop = rehearsal.call("DescribeDesktops", {{"DesktopId.1", ids[0]}}).body.at("Desktops").at(0);
    CHECK(desktop.at("SnapshotPolicyId") == id);
    CHECK(desktop.at("SnapshotPolicyName") == "nightly");

    CHECK(rehearsal.call("ApplyAutoSnapshotPolicy", {{"PolicyId", other}, {"DesktopId.1", ids[0]}}).status == 200);
    CHECK(attached(rehearsal, id) == 19);  // a desktop has one
    CHECK(
        rehearsal.call("CancelAutoSnapshotPolicy", {{"PolicyId", id}, {"DesktopId.1", ids[0]}, {"DesktopId.2", ids[1]}})
            .status == 200);
    CHECK(attached(rehearsal, id) == 18);
    CHECK(attached(rehearsal, other) == 1);
    CHECK(rehearsal.call("CancelAutoSnapshotPolicy", {{"DesktopId.1", ids[0]}}).status == 200);
    CHECK(attached(rehearsal, other) == 0);
    rehearsal.call("DeleteAutoSnapshotPolicy", {{"PolicyId.1", id}});
    CHECK_FALSE(rehearsal.call("DescribeDesktops", {{"DesktopId.1", ids[2]}})
                    .body.at("Desktops")
                    .at(0)
                    .contains("SnapshotPolicyId"));
}

TEST_CASE("what the service would refuse is refused, and changes nothing") {
    Rehearsal rehearsal{two_regions()};
    const auto refused = [&](const std::string& name, const std::string& value) {
        return rehearsal.call("CreateAutoSnapshotPolicy", with(nightly, name, value)).code;
    };
    for (const char* name : {"n", "7pm", "a b", "http://x", "_x"})
        CHECK(refused("PolicyName", name) == "InvalidParameter");
    CHECK(refused("PolicyName", "每日:1").empty());
    for (const char* cron : {"0 2 * * *", "0 0 2 * * *", "0 0 2 ? * ?", "0 0 2 ? * 2;6"})
        CHECK(refused("CronExpression", cron) == "InvalidParameter");
    for (const char* days : {"0", "181", "week"})
        CHECK(refused("RetentionDays", days) == "InvalidParameter");
    CHECK(refused("RetentionDays", "") == "MissingParameter");
    CHECK(refused("DiskType", "BOTH") == "InvalidParameter");
    CHECK(refused("TimeZone", "UTC") == "InvalidParameter");
    const std::string id = policies(rehearsal).at(0).at("PolicyId");
    CHECK(rehearsal.call("ModifyAutoSnapshotPolicy", {{"PolicyId", id}, {"CronExpression", "x"}}).code ==
          "InvalidParameter");
    const std::string desktop = rehearsal.desktop();
    Parameters many{{"PolicyId", id}};
    for (int number = 1; number <= 21; ++number)
        many.emplace_back("DesktopId." + std::to_string(number), desktop);
    CHECK(rehearsal.call("ApplyAutoSnapshotPolicy", many).code == "InvalidParameter");
    CHECK(rehearsal.call("ApplyAutoSnapshotPolicy", {{"PolicyId", id}, {"DesktopId.1", "ecd-none"}}).code ==
          "InvalidDesktopId.NotFound");
    CHECK(rehearsal.call("ApplyAutoSnapshotPolicy", {{"PolicyId", "sp-none"}, {"DesktopId.1", desktop}}).code ==
          "InvalidPolicyId.NotFound");
    CHECK(attached(rehearsal, id) == 0);
}

TEST_CASE("the admin page plants what no call would accept, and shows who is attached") {
    Rehearsal rehearsal{two_regions()};
    const std::string desktop = rehearsal.desktop();
    const auto planted = rehearsal.admin("POST", "/auto-policies",
                                         R"({"name":"odd","cron":"0 0 2 ? - 1-7","status":"Expire","desktops":[")" +
                                             desktop + R"("],"retention_days":3,"time_points":"[\"10\"]"})");
    CHECK(planted.at("desktops") == nlohmann::json::array({desktop}));
    const auto listed = policies(rehearsal).at(0);
    CHECK(listed.at("CronExpression") == "0 0 2 ? - 1-7");
    CHECK(listed.at("Status") == "Expire");
    CHECK(listed.at("TimePoints") == R"(["10"])");
    CHECK_FALSE(listed.contains("DiskType"));
    CHECK(rehearsal.admin("GET", "/auto-policies").at("auto_policies").size() == 1);
    for (const char* wrong : {R"({"desktops":["ecd-none"]})", R"({"region":"moon"})", R"({"colour":1})",
                              R"({"region":"cn-shanghai","retention_days":-1})"})
        CHECK(rehearsal.admin("POST", "/auto-policies", wrong).contains("error"));
    CHECK(rehearsal.admin("GET", "/auto-policies").at("auto_policies").size() == 1);
}
