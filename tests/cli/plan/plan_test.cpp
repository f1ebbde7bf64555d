// `ecdsnap plan` as a whole, on a small configuration.
#include "cli/outlook/configured.hpp"

#include <doctest/doctest.h>

#include <iterator>

using namespace ecdsnap;
using tests::Configured;

TEST_CASE("plan: slots in local time and UTC, tasks by site, calls, and what they take") {
    const Configured configured;
    const auto ran = configured.run_known({"plan", "--to", "2026-12-01T20:00:00Z"});
    CHECK(ran.code == 0);
    CHECK(ran.err.empty());
    CHECK(ran.out.find("from 2026-12-01 07:59:30 CST to 2026-12-02 04:00 CST: 2 policies, 1 slot; 4 desktops in 2 "
                       "sites") == 0);
    CHECK(
        ran.says("POLICY   SLOT                  UTC                   TASKS  BY SITE                                 "
                 "CALLS  LAST STARTS AFTER  WINDOW  NOTE\n"
                 "nightly  2026-12-02 02:00 CST  2026-12-01T18:00:00Z      4  main/cn-hangzhou 3, main/cn-shanghai 1"
                 "      3                 2s      3h\n"));
    CHECK(ran.says("\nmain/cn-hangzhou         2      3  0.997/s  0.997/s\n"));
    CHECK(ran.says("warning: policy nightly: 1 of 1 slot is between 22:00 and 06:00 UTC+8"));
}

TEST_CASE("plan: without an inventory the slots alone, and a word on how to get one") {
    const Configured configured;
    const auto ran = configured.run({"plan", "--policy", "macs", "--next", "2"});
    CHECK(ran.code == 0);
    CHECK(ran.says("! no inventory: slots are shown without their tasks"));
    CHECK(
        ran.says("macs    2026-12-07 03:00 CST  2026-12-06T19:00:00Z      3h\n"
                 "macs    2026-12-14 03:00 CST  2026-12-13T19:00:00Z      3h\n"));
    CHECK_FALSE(ran.says("nightly"));
}

TEST_CASE("plan: what does not fit its window is told, with exit code 10") {
    const Configured configured;
    configured.policy("policies.d", "nightly", "{name: \"*\"}", "0 2 * * *", ", window: 1s, spread: 0s");
    const auto ran = configured.run_known({"plan", "--to", "2026-12-01T20:00:00Z"});
    CHECK(ran.code == 10);
    CHECK(ran.says("2 of 3 at main/cn-hangzhou DO NOT FIT"));
    CHECK(ran.says("warning: policy nightly: 2 of 3 disks at main/cn-hangzhou do not fit its window of 1s"));
    const auto json = configured.run_known({"plan", "--to", "2026-12-01T20:00:00Z", "--json"}).json();
    CHECK_FALSE(json["fits"]);
    CHECK(json["slots"][0]["left_over"] == 2);
    CHECK(json["warnings"][0]["kind"] == "window_too_short");
}

TEST_CASE("plan: the tasks of one desktop, one by one, with the names that their snapshots get") {
    const Configured configured;
    const auto ran = configured.run_known({"plan", "--desktop", "mac-1", "--to", "2026-12-01T20:00:00Z"});
    CHECK(ran.code == 0);
    CHECK(ran.says("of ecd-2 (mac-1) in main/cn-hangzhou\n"));
    CHECK(ran.says("nightly  2026-12-02 02:00 CST  2026-12-01T18:00:00Z  system  nightly-ecd-2-20261202-0200-system-"));
    CHECK(ran.says("nightly  2026-12-02 02:00 CST  2026-12-01T18:00:00Z  data    nightly-ecd-2-20261202-0200-data-"));
    const auto asleep = configured.run_known({"plan", "--desktop", "ecd-3", "--next", "1"});
    CHECK(asleep.says("skipped while it is Hibernated"));
    configured.policy("policies.d", "nightly", "{name: \"win-*\"}", "0 2 * * *", "",
                      "    states: {hibernated: wake}\n");
    CHECK(
        configured.run_known({"plan", "--desktop", "ecd-3", "--next", "1"}).says("woken first while it is Hibernated"));
    const auto none = configured.run_known({"plan", "--desktop", "ecd-4"});
    CHECK(none.says("no task in this time; `ecdsnap explain` says why"));
}

TEST_CASE("plan: the JSON has everything, under names that stay") {
    const Configured configured;
    const auto ran = configured.run_known({"plan", "--next", "3", "--json"});
    const auto json = ran.json();
    CHECK(tests::keys(json) ==
          "cut fits fleet_known from inventory_taken notes policies sites slots taken until warnings");
    CHECK(json["slots"].size() == 3);
    CHECK(tests::keys(json["slots"][0]) ==
          "calls fits instant last_start_seconds left_over local_time note policy sites tasks window_end");
    CHECK(tests::keys(json["slots"][0]["sites"][0]) == "calls last_start_seconds left_over site tasks");
    CHECK(tests::keys(json["policies"][0]) ==
          "calls desktops left_out name objective schedule spread_seconds tasks timezone window_seconds");
    CHECK(tests::keys(json["sites"][0]) == "allowed_per_second calls desktops peak_per_second site");
}

TEST_CASE("plan: a clock change and a calendar have their notes") {
    const Configured configured;
    configured.policy("policies.d", "macs", "{name: \"*\"}", "30 2 * * *", ", except_on: [party]",
                      "calendars:\n  - name: party\n    days: [2026-12-24]\n    timezone: Asia/Shanghai\n");
    const auto ran =
        configured.run({"plan", "--policy", "macs", "--from", "2026-12-23T00:00:00Z", "--to", "2026-12-25T00:00:00Z"});
    CHECK(ran.says("macs    2026-12-24 02:30 CST  2026-12-23T18:30:00Z          skipped (calendar party: "));
    CHECK(ran.says("macs    2026-12-25 02:30 CST  2026-12-24T18:30:00Z      3h\n"));
}

TEST_CASE("plan: a month as a heat map") {
    const Configured configured;
    const auto file = configured.path("month.svg");
    const auto ran =
        configured.run_known({"plan", "--from", "2026-12-01T00:00:00Z", "--to", "2026-12-31T16:00:00Z", "--svg", file});
    CHECK(ran.code == 0);
    std::ifstream stream(file);
    const std::string svg(std::istreambuf_iterator<char>(stream), {});
    CHECK(svg.starts_with("<svg "));
    CHECK(svg.ends_with("</svg>\n"));
    CHECK(svg.find("Tue 2026-12-01") != std::string::npos);
    CHECK(svg.find("Thu 2026-12-31") != std::string::npos);
    CHECK(svg.find("<title>Wed 2026-12-02 02:00-02:59: 3 calls; slots: nightly 02:00</title>") != std::string::npos);
    const auto refused = configured.run({"plan", "--svg", configured.path("none/month.svg")});
    CHECK(refused.code == 1);
    CHECK(refused.says("--svg: "));
}

TEST_CASE("plan: a wrong option says which, what is allowed, and what may be meant") {
    const Configured configured;
    struct Row {
        std::vector<std::string> options;
        const char* message;
    };
    const Row rows[] = {
        {{"--from", "yesterday"}, "ecdsnap: --from: 'yesterday' is not a time (allowed: 2026-12-01, "},
        {{"--to", "2026-01-01"}, "ecdsnap: --to: "},
        {{"--to", "2028-03-01"}, "is more than 400 days after the begin"},
        {{"--policy", "nigtly"}, "there is no policy 'nigtly' (allowed: macs, nightly); did you mean 'nightly'?"},
        {{"--next", "0"}, "--next"},
        {{"--next", "3", "--to", "2026-12-05"}, "--to"},
        {{"--inventory", "/none.json"}, "--inventory: /none.json: cannot be read: No such file or directory"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.message);
        std::vector<std::string> arguments{"plan"};
        arguments.insert(arguments.end(), row.options.begin(), row.options.end());
        const auto ran = configured.run(arguments);
        CHECK(ran.code == 2);
        CHECK(ran.says(row.message));
    }
    const auto unknown = configured.run_known({"plan", "--desktop", "win-1"});
    CHECK(unknown.code == 2);
    CHECK(
        unknown.says("2 desktops are called \"win-1\": main/cn-hangzhou ecd-1, main/cn-shanghai ecd-3; give one's id"));
}
