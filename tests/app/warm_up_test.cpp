#include "app/warm_up.hpp"

#include <doctest/doctest.h>

#include <chrono>

using namespace ecdsnap;
using namespace std::chrono_literals;

namespace {

constexpr core::WallTime evening{std::chrono::sys_days{std::chrono::year{2026} / 11 / 30} + 18h};

ports::Status with_slot_at(core::WallTime due) {
    ports::Status status;
    status.now = evening;
    status.policies.emplace_back();
    status.policies[0].with_disk = 5;
    status.policies[0].next_slot = std::chrono::floor<std::chrono::seconds>(due);
    return status;
}

ports::SiteStatus site_with(std::uint64_t desktops) {
    ports::SiteStatus site;
    site.ready = true;
    site.desktops = desktops;
    site.requests_per_second_limit = 20;
    return site;
}

}  // namespace

TEST_CASE("connections are opened once, shortly before a slot is due") {
    app::WarmUp warm_up;
    ports::Status status = with_slot_at(evening + 10min);
    CHECK(warm_up.step(status).wait == 1min);
    CHECK_FALSE(warm_up.step(status).now);
    status.now = evening + 9min + 30s;
    CHECK(warm_up.step(status).wait == 26s);
    status.now += 26s;
    CHECK(warm_up.step(status).now);
    CHECK_FALSE(warm_up.step(status).now);
    status.policies[0].next_slot = *status.policies[0].next_slot + 1h;
    status.now += 5s;
    CHECK_FALSE(warm_up.step(status).now);
    CHECK(warm_up.step(status).wait == 1min);
}

TEST_CASE("nothing is opened for a slot that sends nothing") {
    for (const auto spoil : {+[](ports::PolicyStatus& policy) { policy.with_disk = 0; },
                             +[](ports::PolicyStatus& policy) { policy.observes = true; },
                             +[](ports::PolicyStatus& policy) { policy.paused = "paused until …"; },
                             +[](ports::PolicyStatus& policy) { policy.next_slot.reset(); }}) {
        app::WarmUp warm_up;
        ports::Status status = with_slot_at(evening + 2s);
        spoil(status.policies[0]);
        CHECK_FALSE(warm_up.step(status).now);
    }
}

TEST_CASE("a start that knows no desktop yet does not sleep over the slot") {
    app::WarmUp warm_up;
    ports::Status status = with_slot_at(evening + 20s);
    status.policies[0].with_disk = 0;
    CHECK(warm_up.step(status).wait == 16s);
    status.now += 16s;
    status.policies[0].with_disk = 5;
    CHECK(warm_up.step(status).now);
}

TEST_CASE("as many connections as the slot keeps busy") {
    core::SiteLimits limits;
    limits.in_flight = 8;
    limits.requests_per_second = 50;
    CHECK(app::connections_for(site_with(100), limits) == 8);
    limits.in_flight = 64;
    CHECK(app::connections_for(site_with(100), limits) == 10);
    CHECK(app::connections_for(site_with(3), limits) == 3);
    limits.requests_per_second = 5;
    CHECK(app::connections_for(site_with(100), limits) == 3);
    ports::SiteStatus site = site_with(100);
    site.ready = false;
    CHECK(app::connections_for(site, limits) == 0);
    site = site_with(100);
    site.unused = "no desktops may be listed there";
    CHECK(app::connections_for(site, limits) == 0);
}
