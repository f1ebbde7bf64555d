#include "contract/clock_contract.hpp"

#include <boost/asio/co_spawn.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <exception>
#include <string>
#include <vector>

namespace ecdsnap::contract {
namespace {

using namespace std::chrono_literals;
using boost::asio::awaitable;

// One wait and what became of it.
struct Wait {
    bool ended = false;
    bool rung = false;
};

void begin_wait(ClockPlace& place, ports::Alarm& alarm, core::SteadyTime until, Wait& wait) {
    wait = Wait{};
    auto keep = [&wait](std::exception_ptr failure, bool rung) {
        CHECK_FALSE(failure);
        wait.ended = true;
        wait.rung = rung;
    };
    boost::asio::co_spawn(place.loop(), alarm.wait_until(until), keep);
}

// true: rung; false: the time came.
bool wait_until(ClockPlace& place, ports::Alarm& alarm, core::SteadyTime until) {
    Wait wait;
    begin_wait(place, alarm, until, wait);
    place.run_until([&] { return wait.ended; });
    return wait.rung;
}

awaitable<void> ring_after(ports::Clock& clock, core::Millis time, ports::Alarm& other) {
    const auto alarm = clock.make_alarm();
    const bool rung = co_await alarm->wait_until(clock.steady_now() + time);
    CHECK_FALSE(rung);
    other.ring();
}

void spawn(ClockPlace& place, awaitable<void> work) {
    auto check = [](std::exception_ptr failure) { CHECK_FALSE(failure); };
    boost::asio::co_spawn(place.loop(), std::move(work), check);
}

awaitable<void> note_end(ports::Clock& clock, core::SteadyTime until, char name, std::string& ends) {
    const auto alarm = clock.make_alarm();
    const bool rung = co_await alarm->wait_until(until);
    CHECK_FALSE(rung);
    CHECK(clock.steady_now() >= until);
    ends += name;
}

// Rings the other each time it is rung itself.
awaitable<void> pass_the_ball(ports::Alarm& mine, ports::Alarm& other, int times, int& passed) {
    for (int count = 0; count < times; ++count) {
        const bool rung = co_await mine.wait_until(core::never);
        CHECK(rung);
        ++passed;
        other.ring();
    }
}

// Says when it is destroyed.
struct Witness {
    explicit Witness(int& count_) : count(count_) {}
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;
    ~Witness() { ++count; }
    int& count;
};

awaitable<void> wait_with_alarm_of_its_own(ports::Clock& clock, core::SteadyTime until, int& destroyed, int& resumed) {
    const Witness witness(destroyed);
    const auto alarm = clock.make_alarm();
    const bool rung = co_await alarm->wait_until(until);
    (void)rung;
    ++resumed;
}

awaitable<void> wait_on(ports::Alarm& alarm, core::SteadyTime until, int& destroyed, int& resumed) {
    const Witness witness(destroyed);
    const bool rung = co_await alarm.wait_until(until);
    (void)rung;
    ++resumed;
}

}  // namespace

void alarm_ends_at_its_time(const MakeClockPlace& make) {
    const auto place = make();
    ports::Clock& clock = place->clock();
    const auto alarm = clock.make_alarm();
    SUBCASE("not before") {
        const auto until = clock.steady_now() + 5ms;
        CHECK_FALSE(wait_until(*place, *alarm, until));
        CHECK(clock.steady_now() >= until);
    }
    SUBCASE("at once when it has passed") {
        CHECK_FALSE(wait_until(*place, *alarm, clock.steady_now() - 1h));
        CHECK_FALSE(wait_until(*place, *alarm, core::SteadyTime::min()));
        CHECK_FALSE(wait_until(*place, *alarm, clock.steady_now()));
    }
    SUBCASE("again and again") {
        for (int count = 0; count < 5; ++count)
            CHECK_FALSE(wait_until(*place, *alarm, clock.steady_now() + 1ms));
    }
}

void alarm_can_be_rung(const MakeClockPlace& make) {
    const auto place = make();
    ports::Clock& clock = place->clock();
    const auto alarm = clock.make_alarm();
    SUBCASE("during the wait, which ends it and consumes the ring") {
        spawn(*place, ring_after(clock, 2ms, *alarm));
        CHECK(wait_until(*place, *alarm, core::never));
        CHECK_FALSE(wait_until(*place, *alarm, clock.steady_now() + 1ms));
    }
    SUBCASE("before the wait: it is remembered, once, however often it rang") {
        alarm->ring();
        alarm->ring();
        CHECK(wait_until(*place, *alarm, core::never));
        CHECK_FALSE(wait_until(*place, *alarm, clock.steady_now() + 1ms));
    }
    SUBCASE("before a time that has passed: the ring counts") {
        alarm->ring();
        CHECK(wait_until(*place, *alarm, clock.steady_now() - 1h));
    }
    SUBCASE("after a wait that its time has ended: the next one has it") {
        CHECK_FALSE(wait_until(*place, *alarm, clock.steady_now() + 1ms));
        alarm->ring();
        CHECK(wait_until(*place, *alarm, core::never));
    }
    SUBCASE("without waking another") {
        const auto other = clock.make_alarm();
        spawn(*place, ring_after(clock, 1ms, *other));
        CHECK_FALSE(wait_until(*place, *alarm, clock.steady_now() + 5ms));
        CHECK(wait_until(*place, *other, core::never));
    }
    SUBCASE("by one that was rung itself, a thousand times, and no ring is lost") {
        const auto other = clock.make_alarm();
        int passed = 0;
        spawn(*place, pass_the_ball(*alarm, *other, 1000, passed));
        spawn(*place, pass_the_ball(*other, *alarm, 1000, passed));
        alarm->ring();
        place->run_until([&] { return passed == 2000; });
        CHECK(passed == 2000);
    }
}

void alarms_keep_their_order(const MakeClockPlace& make) {
    const auto place = make();
    ports::Clock& clock = place->clock();
    std::string ends;
    const auto start = clock.steady_now();
    SUBCASE("of their times, whoever waited first") {
        spawn(*place, note_end(clock, start + 30ms, 'c', ends));
        spawn(*place, note_end(clock, start + 10ms, 'a', ends));
        spawn(*place, note_end(clock, start + 20ms, 'b', ends));
        place->run_until([&] { return ends.size() == 3; });
        CHECK(ends == "abc");
    }
    SUBCASE("and all of one time end") {
        for (const char name : std::string("aaaa"))
            spawn(*place, note_end(clock, start + 5ms, name, ends));
        place->run_until([&] { return ends.size() == 4; });
        CHECK(ends == "aaaa");
    }
}

void waiting_coroutine_may_be_destroyed(const MakeClockPlace& make) {
    const auto place = make();
    ports::Clock& clock = place->clock();
    int destroyed = 0;
    int resumed = 0;
    std::string ends;
    const auto outside = clock.make_alarm();
    const auto rung = clock.make_alarm();
    spawn(*place, wait_with_alarm_of_its_own(clock, core::never, destroyed, resumed));
    spawn(*place, wait_with_alarm_of_its_own(clock, clock.steady_now() + 1h, destroyed, resumed));
    spawn(*place, wait_on(*outside, core::never, destroyed, resumed));
    spawn(*place, wait_on(*rung, core::never, destroyed, resumed));
    spawn(*place, note_end(clock, clock.steady_now() + 1ms, 'x', ends));
    place->run_until([&] { return ends == "x"; });  // the others wait
    REQUIRE(destroyed == 0);
    SUBCASE("where it stands") {}
    SUBCASE("on its way from a ring") {
        rung->ring();
    }
    place->destroy_coroutines();
    CHECK(destroyed == 4);
    CHECK(resumed == 0);
}

void time_goes_forward(const MakeClockPlace& make) {
    const auto place = make();
    ports::Clock& clock = place->clock();
    const auto alarm = clock.make_alarm();
    const auto steady = clock.steady_now();
    const auto wall = clock.wall_now();
    CHECK(clock.steady_now() >= steady);
    CHECK_FALSE(wait_until(*place, *alarm, steady + 20ms));
    CHECK(clock.steady_now() >= steady + 20ms);
    // Both count the same time; somebody may set the wall clock, but hardly now.
    const auto difference = (clock.wall_now() - wall) - (clock.steady_now() - steady);
    CHECK(std::chrono::abs(difference) < 1s);
}

}  // namespace ecdsnap::contract
