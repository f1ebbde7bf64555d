// One desktop that was woken: what a restart makes of it, and calls that put it back.
#include "core/waking/bed.hpp"

using namespace ecdsnap::core;

TEST_CASE("after a restart") {
    Bed bed;
    const auto restart = [&](Millis down) {
        bed.later(down);
        bed.wake = recalled(bed.wake.record, bed.now, down);
        bed.later(5s);
    };
    SUBCASE("a call that may have left does not make a running desktop ours") {
        about_to_wake(bed.wake, bed.wish, bed.wall);
        restart(10s);
        SUBCASE("running") {
            bed.look(DesktopStatus::running);
        }
        SUBCASE("on its way") {
            bed.look(DesktopStatus::unknown);
        }
        CHECK(bed.ending() == "unsure");
    }
    SUBCASE("a call that may have left, and the desktop sleeps: it is woken again, and is ours then") {
        about_to_wake(bed.wake, bed.wish, bed.wall);
        restart(10s);
        want(bed.wake, true, bed.now);
        bed.look(DesktopStatus::hibernated);
        REQUIRE(may_wake(bed.wake, bed.now));
        bed.wake_up();
        bed.look(DesktopStatus::running);
        CHECK(bed.state() == WakeState::woken);
    }
    SUBCASE("what was woken is put back") {
        bed.woken_and_done();
        restart(10s);
        bed.look(DesktopStatus::running);
        CHECK(may_return(bed.wake, bed.now));
    }
    SUBCASE("unless the daemon was down for hours") {
        bed.woken_and_done();
        restart(7h);
        bed.look(DesktopStatus::running);
        CHECK(bed.ending() == "unsure");
    }
    SUBCASE("a call that puts it back may have left: no snapshot begins while it may still act") {
        bed.woken_and_done();
        about_to_return(bed.wake);
        restart(10s);
        bed.look(DesktopStatus::running);
        CHECK(bed.state() == WakeState::returning);
        bed.later(power_horizon);
        bed.look(DesktopStatus::running);
        CHECK(bed.state() == WakeState::woken);
    }
    SUBCASE("it had done its work") {
        bed.woken_and_done();
        about_to_return(bed.wake);
        restart(10s);
        bed.look(DesktopStatus::hibernated);
        CHECK(bed.ending() == "put_back");
    }
}

TEST_CASE("a call to put it back that was refused lets snapshots begin again, one that was lost does not") {
    Bed bed;
    bed.woken_and_done();
    SUBCASE("refused") {
        bed.put_back(&wrong_state);
        CHECK(bed.state() == WakeState::woken);
        bed.look(DesktopStatus::running);
        CHECK_FALSE(may_return(bed.wake, bed.now));
        bed.later(1min);
        bed.look(DesktopStatus::running);
        CHECK(may_return(bed.wake, bed.now));
    }
    SUBCASE("lost") {
        bed.put_back(&lost);
        bed.later(15min);
        bed.look(DesktopStatus::running);
        CHECK(bed.state() == WakeState::returning);
        bed.later(6min);
        bed.look(DesktopStatus::running);
        CHECK(bed.state() == WakeState::woken);
    }
    SUBCASE("taken, and without effect") {
        bed.put_back();
        bed.later(1min);
        bed.look(DesktopStatus::running);
        CHECK(bed.state() == WakeState::returning);
        bed.later(5min);
        bed.look(DesktopStatus::running);
        CHECK(bed.state() == WakeState::woken);
    }
}

TEST_CASE("a call to put it back that had no answer acts at once or late") {
    Bed bed;
    bed.woken_and_done();
    about_to_return(bed.wake);
    bed.later(10min);
    CHECK_FALSE(may_return_late(bed.wake, bed.now));  // its answer may take as long as it likes
    SUBCASE("lost") {
        answered(bed.wake, &lost, 1, bed.now);
    }
    SUBCASE("whether it was answered is not known after a restart") {
        bed.wake = recalled(bed.wake.record, bed.now, 1min);
    }
    CHECK_FALSE(may_return_late(bed.wake, bed.now));
    bed.later(power_takes_effect);
    bed.look(DesktopStatus::running);
    CHECK(may_return_late(bed.wake, bed.now));
    bed.later(power_horizon - power_takes_effect);
    bed.look(DesktopStatus::running);
    CHECK_FALSE(may_return_late(bed.wake, bed.now));
    CHECK(bed.state() == WakeState::woken);
}

TEST_CASE("a call that did not leave changes nothing") {
    Bed bed;
    bed.woken_and_done();
    const OpenWake before = bed.wake;
    about_to_return(bed.wake);
    withdraw(bed.wake, before, bed.now);
    CHECK(bed.wake.record == before.record);
    CHECK_FALSE(may_return(bed.wake, bed.now));
    bed.later(1min);
    bed.look(DesktopStatus::running);
    CHECK(may_return(bed.wake, bed.now));
}

TEST_CASE("a desktop that its tasks keep awake for hours is to be told of, one that is done with is not") {
    Bed bed;
    bed.wake_up();
    bed.later(10s);
    bed.look(DesktopStatus::running);
    bed.later(5h);
    CHECK_FALSE(kept_long(bed.wake, bed.now));
    bed.later(1h);
    CHECK(kept_long(bed.wake, bed.now));
    SUBCASE("done with") {
        want(bed.wake, false, bed.now);
        CHECK_FALSE(kept_long(bed.wake, bed.now));
    }
    SUBCASE("it falls asleep, and is woken again: the hours begin anew") {
        bed.wake.length_told = true;
        bed.look(DesktopStatus::hibernated);
        bed.wake_up();
        CHECK_FALSE(kept_long(bed.wake, bed.now));
        CHECK_FALSE(bed.wake.length_told);
        bed.later(10s);
        bed.look(DesktopStatus::running);
        bed.later(6h);
        CHECK(kept_long(bed.wake, bed.now));
    }
}

TEST_CASE("every ending has its word and its sentence") {
    for (int value = 0; value <= static_cast<int>(WakeEnding::unclear); ++value) {
        const auto ending = static_cast<WakeEnding>(value);
        CHECK(std::string(text(ending)) != "?");
        CHECK((value == 0) == std::string(explain(ending)).empty());
    }
}
