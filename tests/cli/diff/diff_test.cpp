#include "cli/outlook/configured.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using tests::Configured;

namespace {

// The same policies, in new.d.
void copy_policies(const Configured& configured) {
    configured.policy("new.d", "nightly", "{name: [\"win-*\", \"mac-*\"]}", "0 2 * * *");
    configured.policy("new.d", "macs", "{all: [{name: \"mac-*\"}, {os: macOS}]}", "0 3 * * mon");
}

}  // namespace

TEST_CASE("diff: the same policies elsewhere change nothing, with exit code 0") {
    const Configured configured;
    copy_policies(configured);
    for (const auto& ran :
         {configured.run_known({"diff", configured.path("new.d")}), configured.run({"diff", configured.path("new.d")}),
          configured.run_known({"diff", configured.path("ecdsnapd.yaml")})}) {
        CHECK(ran.out == "nothing changes\n");
        CHECK(ran.code == 0);
    }
}

TEST_CASE("diff: policies that come, go and change; desktops gained and lost; slots and names") {
    const Configured configured;
    configured.policy("new.d", "nightly", "{name: \"*-1\"}", "0 2,14 * * *", {},
                      "    snapshot: {name: \"{policy}-{desktop_name}\"}\n");
    configured.policy("new.d", "linux", "{os: Linux}", "0 4 * * *");
    const auto ran = configured.run_known({"diff", configured.path("new.d")});
    CHECK(ran.code == 1);
    CHECK(ran.says("- policy macs is removed\n"));
    CHECK(ran.says("+ policy linux is added\n"));
    CHECK(ran.says("~ policy nightly is changed\n    select.name: "));
    CHECK(ran.says("    schedule.cron: \"0 2 * * *\" -> \"0 2,14 * * *\"\n"));
    CHECK(ran.says("macs              1      0       0     1  lost: ecd-2\n"));
    CHECK(ran.says("nightly           3      4       1     0  gained: ecd-4\n"));
    CHECK(ran.says("any policy        3      4       1     0  gained: ecd-4\n"));
    CHECK(ran.says("nightly            7     14\n"));
    CHECK(ran.says("NAMES OF  FOR EXAMPLE BEFORE"));
    CHECK(ran.says("  nightly-win-1-"));
    CHECK_FALSE(ran.says("no policy backs up any more"));
}

TEST_CASE("diff: desktops that no policy covers any more are told by themselves, and as JSON") {
    const Configured configured;
    configured.policy("new.d", "nightly", "{name: \"win-*\"}", "0 2 * * *");
    CHECK(configured.run_known({"diff", configured.path("new.d")}).says("! 1 desktop no policy backs up any more\n"));
    const auto json = configured.run_known({"diff", configured.path("new.d"), "--json"}).json();
    CHECK(json["changes"] == true);
    CHECK(json["desktops"]["lost"][0]["desktop"] == "ecd-2");
    CHECK(tests::keys(json) == "changes desktops fleet_known from policies settings sites until");
    CHECK(tests::keys(json["policies"][0]) == "change desktops keys names policy slots_after slots_before");
    const auto unknown = configured.run({"diff", configured.path("new.d")});
    CHECK(unknown.code == 1);
    CHECK(unknown.says("! no inventory: which desktops are gained and lost is not known"));
}

TEST_CASE("diff: a folder with a main file is a whole configuration; its limits change the peak rate") {
    const Configured configured;
    configured.main_file("ecdsnapd.yaml", "policies.d", "{requests_per_second: 1}");
    std::filesystem::create_directory(configured.path("whole"));
    std::filesystem::copy(configured.path("policies.d"), configured.path("whole/policies.d"));
    std::ofstream(configured.path("whole/ecdsnapd.yaml"))
        << "owner: other\naccounts:\n  - name: main\n    credentials: {file: none.json}\n    regions: [cn-hangzhou]\n"
           "    limits: {requests_per_second: 5}\npolicies: policies.d\n";
    const auto ran = configured.run_known({"diff", configured.path("whole")});
    CHECK(ran.code == 1);
    CHECK(ran.says("~ owner: main -> other\n"));
    CHECK(
        ran.says("~ limits of main/cn-hangzhou: 1 requests a second, 32 in flight, 50 awake, a share of 100% -> 5 "
                 "requests a second"));
    CHECK(ran.says("is no site any more"));
    CHECK(ran.says("NAMES OF"));  // the owner is part of each name's key
}

TEST_CASE("diff: a new configuration with problems is refused with all of them") {
    const Configured configured;
    configured.policy("new.d", "nightly", "{nam: \"*\"}", "0 2 * * *");
    const auto ran = configured.run({"diff", configured.path("new.d")});
    CHECK(ran.code == 2);
    CHECK(ran.says("new.d/nightly.yaml:3:"));
    CHECK(ran.says("did you mean \"name\"?"));
    CHECK(configured.run({"diff", configured.path("nothing")}).says("cannot be read"));
}
