#include "cli/doctor/empty_policies.hpp"

#include "cli/check/config_environment.hpp"
#include "cli/outlook/configured.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::cli;
using tests::Configured;

namespace {

ListedDesktops listed(std::vector<core::Desktop> desktops, bool all) {
    ListedDesktops found;
    found.sites.push_back({{"main", "cn-hangzhou"}, {}, std::move(desktops)});
    found.all = all;
    return found;
}

}  // namespace

TEST_CASE("a ready daemon's word tells which policies cover nothing") {
    ports::Status daemon;
    daemon.sites.resize(2);
    daemon.sites[0].desktops = 19;
    daemon.sites[1].desktops = 1;
    daemon.policies.resize(3);
    daemon.policies[0].name = "nightly";
    daemon.policies[0].desktops = 1;
    daemon.policies[1].name = "lonely";
    daemon.policies[2].name = "left-out";
    daemon.policies[2].excluded = 2;
    const Findings findings = empty_policies(daemon);
    REQUIRE(findings.size() == 2);
    CHECK(findings[0].where == "policy lonely");
    CHECK(findings[0].what == "desktops");
    CHECK(text(findings[0].verdict) == text(Verdict::warning));
    CHECK(findings[0].said == "it covers none of 20 desktops");
    CHECK(findings[0].remedy.find("`ecdsnap explain DESKTOP`") != std::string::npos);
    CHECK(findings[1].said == "it covers none of 20 desktops: 2 that it selects are left out by `exclude` or a tag");
}

TEST_CASE("without a daemon the desktops that were listed tell it, where they are all") {
    const Configured configured;
    const auto config = adapters::load_config(configured.path("ecdsnapd.yaml"), environment_without_secrets());
    REQUIRE(config.has_value());
    const auto windows = Configured::desktop("ecd-1", "win-1");
    const auto mac = Configured::desktop("ecd-2", "mac-1", "macOS");

    CHECK(empty_policies(*config, listed({windows, mac}, true)).empty());
    CHECK(empty_policies(*config, listed({windows, mac}, false)).empty());

    Findings findings = empty_policies(*config, listed({windows}, true));
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].where == "policy macs");
    CHECK(text(findings[0].verdict) == text(Verdict::warning));
    CHECK(findings[0].said == "it covers none of 1 desktop");

    findings = empty_policies(*config, listed({windows}, false));
    REQUIRE(findings.size() == 1);
    CHECK(text(findings[0].verdict) == text(Verdict::unknown));
    CHECK(findings[0].said == "it covers none of 1 desktop, which are not all there are");

    CHECK(empty_policies(*config, listed({}, true)).size() == 2);
    CHECK(empty_policies(*config, listed({}, false)).empty());  // where nothing could be listed, that is what is wrong
}
