#include "cli/outlook/configured.hpp"
#include "fakes/serving_daemon.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace ecdsnap;
using tests::Configured;

TEST_CASE("explain: which policies cover a desktop and which do not, by which condition, and what comes next") {
    const Configured configured;
    const auto ran = configured.run_known({"explain", "ecd-1", "--offline"});
    CHECK(ran.code == 0);
    CHECK(ran.out.find("ecd-1 \"win-1\" in main/cn-hangzhou: Running, with a system disk\n"
                       "tags: none; os: Windows; office site: not said; charge type: not said; protocol: not said\n") ==
          0);
    CHECK(
        ran.says("POLICY   COVERS IT  BECAUSE                     BY\n"
                 "macs     no         name is \"win-1\", not mac-*  select.all[0].name\n"
                 "nightly  yes        name is \"win-1\"             select.name\n"));
    CHECK(ran.says("2026-12-02 02:00 CST  nightly"));
    CHECK(ran.says("outcomes are not known: the daemon was not asked"));
}

TEST_CASE("explain: a desktop that no policy covers, or that is skipped for its state") {
    const Configured configured;
    const auto none = configured.run_known({"explain", "linux-1", "--offline"});
    CHECK(none.code == 1);
    CHECK(none.says("No policy covers it: it gets no snapshots."));
    CHECK(configured.run_known({"explain", "ecd-3", "--offline"}).says("; skipped while it is Hibernated"));
    configured.policy("policies.d", "nightly", "{name: \"win-*\"}", "0 2 * * *", "",
                      "    states: {hibernated: wake}\n");
    CHECK(configured.run_known({"explain", "ecd-3", "--offline"}).says("; woken first while it is Hibernated"));
    const auto json = configured.run_known({"explain", "ecd-3", "--offline", "--json"}).json();
    CHECK(json["policies"][1]["woken_first_in_this_state"] == true);
    CHECK(json["policies"][1]["skipped_in_this_state"] == false);
}

TEST_CASE("explain: a policy over more desktops than its approve_above says that its slots may wait") {
    const Configured configured;
    configured.policy("policies.d", "nightly", "{name: [\"win-*\", \"mac-*\"]}", "0 2 * * *", {},
                      "    approve_above: 2\n");
    CHECK(
        configured.run_known({"explain", "ecd-1", "--offline"})
            .says("; with 3 desktops its slots wait for `ecdsnap approve nightly`, unless so many have been approved"));
    configured.policy("policies.d", "nightly", "{name: [\"win-*\", \"mac-*\"]}", "0 2 * * *", {},
                      "    approve_above: 3\n");
    CHECK_FALSE(configured.run_known({"explain", "ecd-1", "--offline"}).says("approve"));
}

TEST_CASE("explain: the JSON has everything, under names that stay") {
    const Configured configured;
    const auto json = configured.run_known({"explain", "ecd-2", "--offline", "--json"}).json();
    CHECK(tests::keys(json) == "covered desktop next outcomes outcomes_unknown policies site time_zone");
    CHECK(json["desktop"]["DesktopName"] == "mac-1");
    CHECK(json["policies"][0]["condition"] == "select.all");
    CHECK(json["next"].size() == 6);
    CHECK(json["outcomes"].is_null());
}

TEST_CASE("explain: the last outcomes come from the daemon that runs") {
    const Configured configured;
    tests::ServingDaemon daemon;
    std::filesystem::create_symlink(daemon.socket(), configured.path("control.sock"));
    const auto ran = configured.run_known({"explain", "ecd-1"});
    CHECK(ran.code == 0);
    CHECK(ran.says("QuotaExceeded.Snapshot"));
    const auto json = configured.run_known({"explain", "ecd-1", "--json"}).json();
    CHECK(json["outcomes"].size() > 0);
    CHECK(json["outcomes_unknown"].is_null());
    daemon.stop();
    REQUIRE(daemon.fake.queries.size() == 2);
    CHECK(daemon.fake.queries[0].desktop_id == "ecd-1");
    const auto silent = configured.run_known({"explain", "ecd-1"});
    CHECK(silent.code == 0);
    CHECK(silent.says("outcomes are not known: "));
}

TEST_CASE("explain: a desktop that is not known, and what to do") {
    const Configured configured;
    const auto ran = configured.run_known({"explain", "linux-2", "--offline"});
    CHECK(ran.code == 2);
    CHECK(ran.says("the inventory has no desktop \"linux-2\"; did you mean \"linux-1\"?"));
    const auto offline = configured.run({"explain", "ecd-1", "--offline"});
    CHECK(offline.code == 2);
    CHECK(
        offline.says("--offline: without the cloud there is nothing known of the desktop (allowed: with --inventory"));
}

TEST_CASE("explain: the desktop may stand after its inventory, and inventories may be several") {
    const Configured configured;
    const auto ran = configured.run({"explain", "--inventory", configured.inventory(), "ecd-1", "--offline",
                                     "--inventory", configured.inventory()});
    CHECK(ran.code == 0);
    CHECK(ran.says("ecd-1 \"win-1\" in main/cn-hangzhou"));
}
