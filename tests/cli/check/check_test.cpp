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
    const auto refused = configured.run({"check", "--inventory", "/none.json"});
    CHECK(refused.code == 2);
}
