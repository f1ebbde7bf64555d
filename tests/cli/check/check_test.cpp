#include "cli/outlook/configured.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using tests::Configured;

TEST_CASE("check: with an inventory it warns of what does not go well with the fleet") {
    const Configured configured;
    std::ofstream(configured.path("none.json")) << R"({"access_key_id": "testid", "access_key_secret": "testsecret"})";
    std::filesystem::permissions(configured.path("none.json"), std::filesystem::perms::owner_read);
    configured.policy("policies.d", "macs", "{name: \"amiga-*\"}", "0 3 * * mon");
    const auto ran = configured.run_known({"check"});
    CHECK(ran.code == 0);
    CHECK(ran.says(
        "warning: policy macs covers none of 4 desktops; `ecdsnap explain DESKTOP` says by which condition\n"));
    CHECK(ran.says("warning: policy nightly: 7 of 7 slots are between 22:00 and 06:00 UTC+8"));
    CHECK(ran.out.ends_with("good: 1 account, 2 policies in 3 files\n"));
    const auto json = configured.run_known({"check", "--json"}).json();
    CHECK(json["good"] == true);
    CHECK(json["fleet_warnings"].size() == 2);
    CHECK(json["fleet_warnings"][0]["kind"] == "matches_nothing");
    CHECK(json["policy_warnings"].empty());
    CHECK(json["timezone_database"].is_string());
    CHECK(json["timezone_problem"].is_null());
    const auto refused = configured.run({"check", "--inventory", "/none.json"});
    CHECK(refused.code == 2);
}

TEST_CASE("check: what policies alone show is told without an inventory too") {
    const Configured configured;
    std::ofstream(configured.path("none.json")) << R"({"access_key_id": "testid", "access_key_secret": "testsecret"})";
    std::filesystem::permissions(configured.path("none.json"), std::filesystem::perms::owner_read);
    configured.policy("policies.d", "gold", "{name: \"*\"}", "0 2 * * *", ", except_on: closed",
                      "    objective: {rpo: 24h}\ncalendars: [{name: closed, timezone: UTC, days: 2026-12-31}]\n");
    const auto ran = configured.run({"check"});
    CHECK(ran.code == 0);
    CHECK(ran.says(
        "warning: policy gold: rpo 1d is not held: 2d between the slots of 2026-12-31 02:00 CST and 2027-01-02 "
        "02:00 CST; with the window of 3h and 1h until it is verified a snapshot may become 2d4h old"));
    CHECK(
        ran.says("warning: calendar closed: the last date is 2026-12-31, in 31 days; afterwards `except_on` of policy "
                 "gold skips nothing by it; add the dates that follow\n"));
    CHECK(ran.out.ends_with("good: 1 account, 3 policies in 4 files\n"));
    const auto json = configured.run({"check", "--json"}).json();
    REQUIRE(json["policy_warnings"].size() == 2);
    CHECK(json["policy_warnings"][0]["kind"] == "objective_broken");
    CHECK(json["policy_warnings"][1]["kind"] == "calendar_ends");
    CHECK(configured.run_known({"plan"}).says("warning: policy gold: rpo 1d is not held: 2d between"));
    CHECK(configured.run_known({"explain", "ecd-1", "--offline"}).says("\ngold: rpo 1d is not held: 2d between"));
}

TEST_CASE("plan and explain: an objective that is held is said with its numbers") {
    const Configured configured;
    configured.policy("policies.d", "gold", "{name: \"*\"}", "0 2 * * *", "", "    objective: {rpo: 30h}\n");
    const char* const held =
        "\ngold: rpo 1d6h: slots are at most 1d apart in the year ahead; with the window of 3h and 1h until it is "
        "verified a snapshot is at most 1d4h old\n";
    CHECK(configured.run_known({"plan"}).says(held));
    CHECK(configured.run_known({"explain", "ecd-1", "--offline"}).says(held));
    const auto json = configured.run_known({"plan", "--policy", "gold", "--json"}).json();
    CHECK(json["policies"][0]["objective"]["worst_age_seconds"] == 100'800);
    CHECK(json["policies"][0]["objective"]["holds"] == true);
    const auto explained = configured.run_known({"explain", "ecd-1", "--offline", "--json"}).json();
    CHECK(explained["policies"][0]["objective"]["slots"] == "schedule");
    CHECK(explained["policies"][1]["objective"].is_null());
}

TEST_CASE("check, show and plan: a secret that systemd lays out for the service is a warning while it is not there") {
    const Configured configured;
    const char* const secret = "/run/credentials/ecdsnap-test.service/metrics";
    std::ofstream(configured.path("none.json")) << R"({"access_key_id": "testid", "access_key_secret": "testsecret"})";
    std::filesystem::permissions(configured.path("none.json"), std::filesystem::perms::owner_read);
    std::ofstream(configured.path("ecdsnapd.yaml"), std::ios::app)
        << "metrics: {auth: {user: prometheus, password_file: " << secret << "}}\n";
    const auto ran = configured.run({"check"});
    CHECK(ran.code == 0);
    CHECK(ran.says(std::string("metrics.auth.password_file: \"") + secret +
                   "\" was not looked at: systemd lays it there when the service starts\n"));
    CHECK(ran.out.ends_with("good: 1 account, 2 policies in 3 files\n"));
    CHECK(configured.run({"check", "--json"}).json()["warnings"].size() == 1);
    CHECK(configured.run({"show", "nightly"}).code == 0);
    CHECK(configured.run_known({"plan"}).code == 0);
    std::filesystem::remove(configured.path("none.json"));
    CHECK(configured.run({"check"}).code == 2);
}
