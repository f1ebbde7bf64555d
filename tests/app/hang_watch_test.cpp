#include "app/hang_watch.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <future>
#include <string>

using namespace ecdsnap;
using namespace std::chrono_literals;
using app::HangJudge;

namespace {

// Looks without a change of either counter; the event of the last of them, none before it.
std::optional<core::Event> look_still(HangJudge& judge, std::uint64_t rounds, std::uint64_t answers, unsigned looks) {
    std::optional<core::Event> event;
    for (unsigned look = 0; look < looks; ++look) {
        CHECK_FALSE(event);
        event = judge.look(rounds, answers);
    }
    return event;
}

}  // namespace

TEST_CASE("a loop that stands still for the whole limit is told once, and once that it goes on") {
    HangJudge judge(30s);
    CHECK_FALSE(judge.look(1, 1));
    CHECK_FALSE(look_still(judge, 1, 1, HangJudge::looks - 1));
    const auto hung = judge.look(1, 1);
    REQUIRE(hung);
    CHECK(hung->id == core::EventId::hangs);
    CHECK(hung->message == "the loop has not gone round for 30s: nothing is sent");
    CHECK(core::check_event(*hung) == "");
    CHECK_FALSE(look_still(judge, 1, 1, HangJudge::looks));
    const auto again = judge.look(2, 1);
    REQUIRE(again);
    CHECK(again->id == core::EventId::goes_on);
    CHECK(again->message == "the loop has not gone round for 1m, and goes on now");
    CHECK(core::check_event(*again) == "");
}

TEST_CASE("a ledger that does not answer a loop that goes round is told as what it is") {
    HangJudge judge(30s);
    std::uint64_t rounds = 1;
    CHECK_FALSE(judge.look(rounds, 1));
    std::optional<core::Event> hung;
    for (unsigned look = 0; look < HangJudge::looks; ++look) {
        CHECK_FALSE(hung);
        hung = judge.look(++rounds, 1);
    }
    REQUIRE(hung);
    CHECK(hung->id == core::EventId::hangs);
    CHECK(hung->message == "the ledger's thread has not answered for 30s: nothing is sent");
    CHECK(std::string(judge.hanging()) == "the ledger's thread has not answered");
    CHECK_FALSE(judge.look(++rounds, 1));
    const auto again = judge.look(++rounds, 2);
    REQUIRE(again);
    CHECK(again->id == core::EventId::goes_on);
    CHECK(judge.hanging() == nullptr);
}

TEST_CASE("a ledger is judged at every look, although the loop goes round at every second one") {
    HangJudge judge(30s);
    CHECK_FALSE(judge.look(1, 1));
    unsigned looks = 0;
    while (!judge.look(1 + ++looks / 2, 1))
        REQUIRE(looks <= HangJudge::looks);
    CHECK(looks == HangJudge::looks);
}

TEST_CASE("what moves now and then hangs not, and a loop that stood still is not blamed on the ledger") {
    HangJudge judge(30s);
    for (std::uint64_t round = 1; round < 50; ++round)
        CHECK_FALSE(look_still(judge, round, round, HangJudge::looks));
    REQUIRE(look_still(judge, 49, 49, 1));
    CHECK(judge.look(50, 49)->id == core::EventId::goes_on);
    CHECK_FALSE(judge.look(51, 49));
    CHECK_FALSE(judge.look(52, 50));
}

TEST_CASE("the watch tells from its own thread while nobody calls it") {
    std::promise<core::Event> hung;
    std::promise<core::Event> went_on;
    app::HangWatch watch(60ms, [&](core::Event event) {
        (event.id == core::EventId::hangs ? hung : went_on).set_value(std::move(event));
    });
    CHECK(hung.get_future().get().id == core::EventId::hangs);  // a test that hangs here fails by its time limit
    CHECK(watch.hanging() == "the loop has not gone round");
    watch.loop_came_round();
    CHECK(went_on.get_future().get().id == core::EventId::goes_on);
    CHECK(watch.hanging() == "");
    watch.stop();
    watch.stop();
}
