#include "core/pause/paused_slots.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

constexpr SlotInstant night{std::chrono::seconds{1'795'543'200}};  // 2026-11-24 18:00:00 UTC
const SiteId hangzhou{"main", "cn-hangzhou"};
const SiteId shanghai{"main", "cn-shanghai"};

Pause pause(PauseScope scope, std::string name, WallTime until = night + 3h) {
    Pause made;
    made.key = {scope, std::move(name)};
    made.since = night - 1h;
    made.until = until;
    made.by = "uid 1000";
    made.reason = "maintenance";
    return made;
}

const PauseKey everything{};

std::string name_of(const Pause* found) {
    return found == nullptr ? "none" : text(found->key);
}

}  // namespace

TEST_CASE("a pause in words") {
    CHECK(pause_text(pause(PauseScope::policy, "nightly")) ==
          "paused until 2026-11-24T21:00:00Z by uid 1000: maintenance");
    CHECK(pause_text(pause(PauseScope::policy, "nightly", night + 1ms)) ==
          "paused until 2026-11-24T18:00:01Z by uid 1000: maintenance");
    CHECK(text(everything) == "everything");
    CHECK(text(PauseKey{PauseScope::site, "main/cn-hangzhou"}) == "site main/cn-hangzhou");
}

TEST_CASE("whom a pause holds") {
    struct Row {
        const char* name;
        Pause pause;
        const char* policy;
        const char* slot;
        const char* task_there;
        const char* task_elsewhere;
    };
    const Row rows[] = {
        {"a policy", pause(PauseScope::policy, "nightly"), "policy nightly", "policy nightly", "policy nightly",
         "policy nightly"},
        {"another policy", pause(PauseScope::policy, "weekly"), "none", "none", "none", "none"},
        {"everything", pause(PauseScope::everything, ""), "everything", "everything", "everything", "everything"},
        {"a site", pause(PauseScope::site, "main/cn-hangzhou"), "none", "none", "site main/cn-hangzhou", "none"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        PauseBook book;
        book.put(row.pause);
        CHECK(name_of(book.of_policy("nightly")) == row.policy);
        CHECK(name_of(book.of_slot("nightly", night)) == row.slot);
        CHECK(name_of(book.of_task("nightly", hangzhou)) == row.task_there);
        CHECK(name_of(book.of_task("nightly", shanghai)) == row.task_elsewhere);
    }
}

TEST_CASE("a pause holds for slots before its end, whenever they are looked at, and is in the book until it is taken") {
    PauseBook book;
    book.put(pause(PauseScope::policy, "nightly", night + 1h));
    CHECK(book.of_slot("nightly", night + 1h - 1s) != nullptr);
    CHECK(book.of_slot("nightly", night + 1h) == nullptr);
    CHECK(book.of_task("nightly", hangzhou) != nullptr);
    CHECK(book.of_task_at("nightly", hangzhou, night + 1h - 1s) != nullptr);
    CHECK(book.of_task_at("nightly", hangzhou, night + 1h) == nullptr);
    CHECK(book.over(night + 1h - 1ms).empty());
    CHECK(book.over(night + 1h).size() == 1);
    CHECK(book.take({PauseScope::policy, "nightly"}).has_value());
    CHECK_FALSE(book.take({PauseScope::policy, "nightly"}).has_value());
}

TEST_CASE("one that ends earlier does not hide the longer one over everything") {
    PauseBook book;
    book.put(pause(PauseScope::policy, "nightly", night + 1h));
    book.put(pause(PauseScope::everything, "", night + 2h));
    CHECK(name_of(book.of_slot("nightly", night)) == "policy nightly");
    CHECK(name_of(book.of_slot("nightly", night + 90min)) == "everything");
}

TEST_CASE("slots that come due in a pause are taken out of the plan, each with its reason") {
    PauseBook book;
    book.put(pause(PauseScope::policy, "nightly", night + 1h));
    SlotPlan plan;
    plan.missed = {night - 1h, night, night + 1h};
    plan.open = SlotOpening{night + 2h, night + 5h};
    const auto paused = take_paused(plan, "nightly", book);
    REQUIRE(paused.size() == 2);
    CHECK(paused[1].instant == night);
    CHECK(paused[1].reason == "skipped (paused until 2026-11-24T19:00:00Z by uid 1000: maintenance)");
    CHECK(plan.missed == std::vector<SlotInstant>{night + 1h});
    CHECK(plan.open.has_value());

    book.put(pause(PauseScope::everything, "", night + 3h));
    CHECK(take_paused(plan, "nightly", book).size() == 2);
    CHECK(plan.missed.empty());
    CHECK_FALSE(plan.open.has_value());
}
