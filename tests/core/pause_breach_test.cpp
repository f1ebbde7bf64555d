// When a pause outlives what a policy promises.
#include "core/pause/pause_breach.hpp"

#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

SlotInstant at(const char* instant) {
    return std::chrono::floor<std::chrono::seconds>(utc_from(instant).value());
}

Policy daily(Millis rpo) {
    Policy policy{"gold", {}, {}, {CronExpression::parse("0 2 * * *").value(), "0 2 * * *", absl::UTCTimeZone(), "UTC"},
                  {},     {}};
    policy.objective = Objective{rpo, 1h, SlotSource::schedule};
    return policy;
}

Pause from_to(const char* since, const char* until) {
    Pause pause;
    pause.since = at(since);
    pause.until = at(until);
    return pause;
}

std::string said(const Policy& policy, const Pause& pause, std::optional<SlotInstant> newest = std::nullopt) {
    const auto breach = breach_of(policy, pause, newest);
    return breach ? text(*breach, pause.since) : "";
}

const Pause two_days = from_to("2026-11-25T12:00:00Z", "2026-11-27T12:00:00Z");

}  // namespace

TEST_CASE("what counts is the newest slot with verified snapshots, else the schedule's last one before the pause") {
    const char* const last =
        "policy gold breaks its rpo of 1d6h at 2026-11-26T08:00:00Z: its newest snapshots are of 2026-11-25T02:00:00Z, "
        "and the next ones are verified by 2026-11-28T06:00:00Z";
    CHECK(said(daily(30h), two_days) == last);
    CHECK(said(daily(30h), two_days, at("2026-11-25T02:00:00Z")) == last);
    CHECK(said(daily(30h), two_days, at("2026-11-24T02:00:00Z"))
              .starts_with("policy gold has broken its rpo of 1d6h since 2026-11-25T08:00:00Z: "));
}

TEST_CASE("to the second: the snapshots after the pause come early enough or not") {
    // After the pause the slot of the 28th is verified by 06:00: 76 hours after that of the 25th.
    CHECK(said(daily(76h), two_days).empty());
    CHECK_FALSE(said(daily(76h - 1s), two_days).empty());
    // One that is due right at its end is not held by it.
    CHECK(said(daily(52h), from_to("2026-11-25T12:00:00Z", "2026-11-27T02:00:00Z")).empty());
    CHECK_FALSE(said(daily(52h), from_to("2026-11-25T12:00:00Z", "2026-11-27T02:00:01Z")).empty());
}

TEST_CASE("a pause is not to blame where it holds no slot, or where nothing is promised") {
    CHECK(said(daily(24h), from_to("2026-11-25T12:00:00Z", "2026-11-26T01:00:00Z")).empty());
    Policy observing = daily(30h);
    observing.mode = Mode::observe;
    CHECK(said(observing, two_days).empty());
    Policy plain = daily(30h);
    plain.objective.reset();
    CHECK(said(plain, two_days).empty());
}

TEST_CASE("a schedule that ends in the pause mends nothing") {
    Policy policy = daily(30h);
    policy.schedule = {CronExpression::parse("0 0 2 * 11 ? 2026", CronDialect::quartz).value(), "", absl::UTCTimeZone(),
                       "UTC"};
    const auto breach = breach_of(policy, from_to("2026-11-29T12:00:00Z", "2026-12-02T12:00:00Z"), std::nullopt);
    REQUIRE(breach);
    CHECK_FALSE(breach->mended_by);
    CHECK(text(*breach, at("2026-11-30T00:00:00Z")).ends_with(", and no slot follows the pause"));
}
