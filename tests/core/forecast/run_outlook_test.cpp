#include "core/forecast/run_outlook.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;
using namespace std::chrono_literals;
using News = WindowWatch::News;

namespace {

constexpr SteadyTime start = SteadyTime{} + 1000h;

OpenWork work(std::int64_t slot, std::uint64_t unsent, Millis window, Millis spread = 0ms) {
    OpenWork work;
    work.slot_id = slot;
    work.unsent = unsent;
    work.window_left = window;
    work.spread_left = spread;
    return work;
}

}  // namespace

TEST_CASE("what is left takes its number by the speed, and fits or does not") {
    const auto fits = look_ahead({work(1, 600, 10min)}, 2);
    REQUIRE(fits.size() == 1);
    CHECK(fits[0].left_over == 0);
    CHECK(fits[0].last_start >= 299s);
    CHECK(fits[0].last_start <= 300s);
    const auto not_all = look_ahead({work(1, 600, 4min)}, 2);
    CHECK(not_all[0].left_over >= 118);
    CHECK(not_all[0].left_over <= 120);
    CHECK(not_all[0].last_start == 4min);
}

TEST_CASE("the nearest window goes first, and the other pays for it") {
    const auto outlook = look_ahead({work(8, 100, 200s), work(7, 100, 100s)}, 1);
    REQUIRE(outlook.size() == 2);
    CHECK(outlook[0].slot_id == 7);
    CHECK(outlook[0].left_over <= 1);
    CHECK(outlook[0].last_start <= 100s);
    CHECK(outlook[1].left_over <= 1);
    CHECK(outlook[1].last_start >= 198s);
}

TEST_CASE("a spread that is longer than the work decides when the last one starts") {
    const auto outlook = look_ahead({work(1, 60, 2h, 45min)}, 50);
    CHECK(outlook[0].last_start == 45min);
    CHECK(outlook[0].left_over == 0);
}

TEST_CASE("nothing of a window that is over will be sent") {
    const auto outlook = look_ahead({work(1, 60, -5s, 10s), work(2, 10, 1min)}, 50);
    CHECK(outlook[0].left_over == 60);
    CHECK(outlook[1].left_over == 0);
}

TEST_CASE("a window shorter than the spread leaves over what is due after it") {
    const auto outlook = look_ahead({work(1, 100, 10s, 1h)}, 1);
    CHECK(outlook[0].left_over > 80);
}

TEST_CASE("the speed is measured only while tasks wait for it") {
    SendSpeed speed;
    speed.look(start, 0, 500);
    CHECK(!speed.per_second());
    speed.look(start + 10s, 80, 420);
    REQUIRE(speed.per_second());
    CHECK(*speed.per_second() == doctest::Approx(8));
    speed.look(start + 20s, 120, 0);  // it ran out of work: this tells nothing
    speed.look(start + 30s, 121, 10);
    CHECK(*speed.per_second() == doctest::Approx(8));
    speed.look(start + 40s, 161, 10);
    CHECK(*speed.per_second() == doctest::Approx(6));
    speed.look(start + 41s, 961, 10);  // too soon after the last look
    CHECK(*speed.per_second() == doctest::Approx(6));
}

TEST_CASE("a speed that nothing was started with is none: calls are held back, and the last one counts") {
    SendSpeed speed;
    speed.look(start, 0, 500);
    speed.look(start + 10s, 80, 420);
    speed.look(start + 20s, 80, 420);
    CHECK(*speed.per_second() == doctest::Approx(8));
}

TEST_CASE("it is told once that a window will be too short, and once that it is not") {
    WindowWatch watch;
    CHECK(watch.look(1, 50, 1000) == News::none);
    CHECK(watch.look(1, 60, 1000) == News::too_short);
    CHECK(watch.look(1, 70, 1000) == News::none);
    CHECK(watch.look(1, 0, 1000) == News::none);
    CHECK(watch.look(1, 5, 1000) == News::none);
    CHECK(watch.look(1, 0, 1000) == News::none);
    CHECK(watch.look(1, 0, 1000) == News::long_enough);
    CHECK(watch.look(1, 0, 1000) == News::none);
}

TEST_CASE("one in a hundred is news, less is not; one slow minute is none") {
    WindowWatch watch;
    for (int i = 0; i < 5; ++i)
        CHECK(watch.look(1, 9, 1000) == News::none);
    CHECK(watch.look(2, 10, 1000) == News::none);
    CHECK(watch.look(2, 0, 1000) == News::none);
    CHECK(watch.look(2, 10, 1000) == News::none);
    CHECK(watch.look(3, 1, 2) == News::none);
    CHECK(watch.look(3, 1, 2) == News::too_short);
}
