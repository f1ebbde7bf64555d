#include "adapters/ecd/auto_policy_format.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;
using namespace ecdsnap::adapters;

namespace {

// Shaped as the documentation's sample: a number and an array as text, a field that we do not know.
const std::string policy_page = R"({"RequestId": "A7F6612E", "NextToken": "caeba0bb", "AutoSnapshotPolicies": [
    {"PolicyId": "sp-3e3bmfcdkjfl10001", "PolicyName": "研发 nightly", "RegionId": "cn-hangzhou",
     "CronExpression": "0 0 5,7 ? * 2/2", "TimePoints": "[\"5\",\"7\"]", "RetentionDays": "3", "DesktopNum": 5,
     "DiskType": "SYSTEM", "Status": "Normal", "CreationTime": "2023-01-11T09:14:00Z", "Colour": {"new": [1]}},
    {"PolicyId": " sp-2\n", "PolicyName": 7, "CronExpression": " 0 0 2 ? * 1-7 ", "TimePoints": [2], "RetentionDays": 180,
     "DesktopNum": "0", "DiskType": null, "Status": "Expire"},
    {"PolicyId": "sp-3", "TimePoints": "at night", "RetentionDays": "a week", "DesktopNum": null}
  ]})";

}  // namespace

TEST_CASE("reads a page of the cloud's policies") {
    const auto page = read_auto_policy_page(policy_page);
    REQUIRE(page.has_value());
    CHECK(page->next_token == "caeba0bb");
    REQUIRE(page->policies.size() == 3);
    const core::CloudPolicy& first = page->policies[0];
    CHECK(first.id == "sp-3e3bmfcdkjfl10001");
    CHECK(first.name == "研发 nightly");
    CHECK(first.cron == "0 0 5,7 ? * 2/2");
    CHECK(first.time_points == std::vector<std::string>{"5", "7"});
    CHECK(first.disk_type == "SYSTEM");
    CHECK(first.status == "Normal");
    CHECK(first.retention_days == 3);
    CHECK(first.desktop_count == 5);
}

TEST_CASE("takes numbers as text and the reverse, either form of the time points, and null as not said") {
    const auto page = read_auto_policy_page(policy_page);
    REQUIRE(page.has_value());
    const core::CloudPolicy& second = page->policies.at(1);
    CHECK(second.id == "sp-2");
    CHECK(second.name == "7");
    CHECK(second.cron == "0 0 2 ? * 1-7");
    CHECK(second.time_points == std::vector<std::string>{"2"});
    CHECK(second.disk_type.empty());
    CHECK(second.retention_days == 180);
    CHECK(second.desktop_count == 0);
    const core::CloudPolicy& third = page->policies.at(2);
    CHECK(third.name.empty());
    CHECK(third.cron.empty());
    CHECK(third.time_points.empty());
    CHECK_FALSE(third.retention_days);
    CHECK_FALSE(third.desktop_count);
}

TEST_CASE("an answer without what is needed is an error, never an empty list") {
    const auto problem = [](const std::string& body) {
        const auto page = read_auto_policy_page(body);
        REQUIRE_FALSE(page.has_value());
        return page.error().message;
    };
    CHECK(problem("{}") == "the answer has no AutoSnapshotPolicies array");
    CHECK(problem(R"({"AutoSnapshotPolicies": null})") == "the answer has no AutoSnapshotPolicies array");
    CHECK(problem(R"({"AutoSnapshotPolicies": [1]})") == "entry 1 of AutoSnapshotPolicies is not an object");
    CHECK(problem(R"({"AutoSnapshotPolicies": [{"PolicyId": "sp-1"}, {"PolicyName": "x"}]})") ==
          "entry 2 of AutoSnapshotPolicies: it has no PolicyId");
    CHECK(problem("[]") == "the answer is not a JSON object");
    CHECK(read_auto_policy_page(R"({"AutoSnapshotPolicies": []})")->policies.empty());
}

TEST_CASE("reads who is attached, and whose policy each names itself") {
    const auto page = read_attached_page(R"({"NextToken": "n", "TotalCount": 2, "Desktops": [
        {"DesktopId": "ecd-1", "DesktopName": "设计 一", "SnapshotPolicyId": "sp-1", "DesktopStatus": "Running"},
        {"DesktopId": "ecd-2", "SnapshotPolicyId": null}]})");
    REQUIRE(page.has_value());
    CHECK(page->next_token == "n");
    REQUIRE(page->desktops.size() == 2);
    CHECK(page->desktops[0] == core::AttachedDesktop{"ecd-1", "设计 一", "sp-1"});
    CHECK(page->desktops[1] == core::AttachedDesktop{"ecd-2", "", ""});
    CHECK(read_attached_page(R"({"Desktops": [{"DesktopName": "x"}]})").error().message ==
          "entry 1 of Desktops: it has no DesktopId");
    CHECK(read_attached_page(R"({"TotalCount": 0})").error().message == "the answer has no Desktops array");
}

TEST_CASE("a torn answer is an error at every length") {
    const std::string attached = R"({"Desktops": [{"DesktopId": "ecd-1"}], "NextToken": ""})";
    for (std::size_t length = 0; length < policy_page.size(); ++length)
        CHECK_FALSE(read_auto_policy_page(policy_page.substr(0, length)).has_value());
    for (std::size_t length = 0; length < attached.size(); ++length)
        CHECK_FALSE(read_attached_page(attached.substr(0, length)).has_value());
}
