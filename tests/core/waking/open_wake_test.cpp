// One desktop that was woken: what is concluded from readings and answers, and what never is.
#include "core/waking/bed.hpp"

using namespace ecdsnap::core;

TEST_CASE("a desktop is woken, comes up, and is put back once nothing of it is unfinished") {
    Bed bed;
    REQUIRE(may_wake(bed.wake, bed.now));
    bed.wake_up();
    CHECK(bed.state() == WakeState::woken);
    CHECK(bed.wake.record.calls == 1);
    CHECK_FALSE(may_return(bed.wake, bed.now));
    bed.later(5s);
    bed.look(DesktopStatus::unknown);  // the states in between have no documented names
    CHECK(bed.state() == WakeState::woken);
    bed.later(5s);
    bed.look(DesktopStatus::running);
    CHECK_FALSE(may_return(bed.wake, bed.now));  // its snapshot is still to come
    want(bed.wake, false, bed.now);
    bed.later(3min);
    REQUIRE(may_return(bed.wake, bed.now));
    bed.put_back();
    CHECK(bed.state() == WakeState::returning);
    bed.look(DesktopStatus::unknown);
    CHECK_FALSE(is_over(bed.wake));
    bed.later(5s);
    CHECK(bed.look(DesktopStatus::hibernated));
    CHECK(bed.ending() == "put_back");
    CHECK(bed.wake.record.ended == bed.wall);
}

TEST_CASE("what has become of it meanwhile ends it without a call") {
    struct Row {
        const char* name;
        DesktopStatus status;
        Session session;
        const char* ending;
    };
    const Row rows[] = {
        {"somebody is connected", DesktopStatus::running, Session::connected, "in_use"},
        {"stopped", DesktopStatus::stopped, Session::none, "not_running"},
        {"expired", DesktopStatus::expired, Session::none, "not_running"},
        {"deleted", DesktopStatus::deleted, Session::none, "not_running"},
        {"asleep by itself", DesktopStatus::hibernated, Session::none, "slept_on"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        Bed bed;
        bed.woken_and_done();
        bed.later(10min);
        CHECK(bed.look(row.status, row.session));
        CHECK(bed.ending() == row.ending);
        CHECK_FALSE(may_return(bed.wake, bed.now));
    }
    Bed bed;
    bed.woken_and_done();
    bed.later(10min);
    WakeSighting gone;
    gone.read = bed.now;
    gone.listed = false;
    CHECK(see(bed.wake, gone, bed.now, bed.wall));
    CHECK(bed.ending() == "gone");
}

TEST_CASE("it is put back only while it is Running, left alone by the service, and certainly nobody is connected") {
    Bed bed;
    bed.woken_and_done();
    bed.later(5min);
    bed.look(DesktopStatus::running, Session::unknown);
    CHECK_FALSE(may_return(bed.wake, bed.now));
    bed.later(5min);
    bed.look(DesktopStatus::running, Session::none, Management::updating);
    CHECK_FALSE(may_return(bed.wake, bed.now));
    bed.later(5min);
    bed.look(DesktopStatus::pending);
    CHECK_FALSE(may_return(bed.wake, bed.now));
    bed.later(5min);
    bed.look(DesktopStatus::running);
    CHECK(may_return(bed.wake, bed.now));
}

TEST_CASE("what cannot be put back for six hours is left awake, with the reason") {
    Bed bed;
    bed.woken_and_done();
    SUBCASE("nobody says whether somebody is connected") {
        bed.later(5h);
        bed.look(DesktopStatus::running, Session::unknown);
        CHECK_FALSE(is_over(bed.wake));
        bed.later(1h);
        bed.look(DesktopStatus::running, Session::unknown);
        CHECK(bed.ending() == "session_unknown");
    }
    SUBCASE("the service refuses") {
        const Error forbidden = error_of(ErrorClass::permission);
        for (int i = 0; i < 40 && !is_over(bed.wake); ++i) {
            bed.later(10min);
            bed.look(DesktopStatus::running);
            if (may_return(bed.wake, bed.now)) bed.put_back(&forbidden);
        }
        CHECK(bed.ending() == "refused");
        CHECK(bed.wake.return_calls < 40);
    }
    SUBCASE("its disks are busy") {
        for (int i = 0; i < 40 && !is_over(bed.wake); ++i) {
            hindered(bed.wake, WakeEnding::disk_busy, 2min, bed.now);
            bed.later(10min);
            bed.look(DesktopStatus::running);
        }
        CHECK(bed.ending() == "disk_busy");
    }
    SUBCASE("it stays in a state that passes") {
        bed.later(6h);
        bed.look(DesktopStatus::pending);
        CHECK(bed.ending() == "unclear");
    }
    CHECK(leaves_awake(bed.wake.record.ending));
}

TEST_CASE("a wake whose answer was lost: its state tells") {
    Bed bed;
    bed.wake_up(&lost);
    CHECK(bed.state() == WakeState::asked);
    SUBCASE("it comes up: it was this call") {
        bed.later(30s);
        CHECK(bed.look(DesktopStatus::running));
        CHECK(bed.state() == WakeState::woken);
    }
    SUBCASE("it sleeps on: it may be called again, and the record stays while the first call may still act") {
        bed.later(30s);
        bed.look(DesktopStatus::hibernated);
        CHECK_FALSE(may_wake(bed.wake, bed.now));
        want(bed.wake, false, bed.now);
        bed.later(10min);
        bed.look(DesktopStatus::hibernated);
        CHECK_FALSE(is_over(bed.wake));
        want(bed.wake, true, bed.now);
        CHECK(may_wake(bed.wake, bed.now));
        want(bed.wake, false, bed.now);
        bed.later(10min);
        bed.look(DesktopStatus::hibernated);
        CHECK(bed.ending() == "slept_on");
    }
}

TEST_CASE("a wake call without an answer may still act: the desktop is not put back before that is over") {
    Bed bed;
    bed.wake_up(&lost);
    SUBCASE("a second call was taken") {
        bed.later(2min);
        bed.look(DesktopStatus::hibernated);
        bed.wake_up();
        bed.later(10s);
        bed.look(DesktopStatus::running);
        want(bed.wake, false, bed.now);
        bed.later(10min);
        bed.look(DesktopStatus::running);
        CHECK_FALSE(may_return(bed.wake, bed.now));
        bed.later(10min);
        bed.look(DesktopStatus::running);
        CHECK(may_return(bed.wake, bed.now));
    }
    SUBCASE("it came up meanwhile, which somebody else may have done") {
        bed.later(10s);
        bed.look(DesktopStatus::running);
        want(bed.wake, false, bed.now);
        bed.later(10min);
        bed.look(DesktopStatus::running);
        CHECK_FALSE(may_return(bed.wake, bed.now));
        bed.later(10min);
        bed.look(DesktopStatus::running);
        CHECK(may_return(bed.wake, bed.now));
    }
}

TEST_CASE("what only others can have woken is not put to sleep") {
    Bed bed;
    SUBCASE("every call was refused") {
        bed.wake_up(&wrong_state);
        bed.later(1min);
        bed.look(DesktopStatus::running);
        CHECK(bed.ending() == "woken_by_others");
    }
    SUBCASE("it had fallen asleep again, long after the call") {
        bed.wake_up();
        bed.later(20s);
        bed.look(DesktopStatus::running);
        bed.later(30min);
        bed.look(DesktopStatus::hibernated);
        CHECK(bed.state() == WakeState::asked);
        bed.later(1min);
        bed.look(DesktopStatus::running);
        CHECK(bed.ending() == "woken_by_others");
    }
    SUBCASE("nobody has watched it for hours") {
        bed.woken_and_done();
        bed.later(6h + 1min);
        want(bed.wake, true, bed.now);
        bed.look(DesktopStatus::running);
        CHECK(bed.ending() == "unsure");
    }
}

TEST_CASE("a reading from before the last call says nothing") {
    Bed bed;
    WakeSighting earlier;
    earlier.read = bed.now;
    earlier.status = DesktopStatus::stopped;
    bed.later(1s);
    bed.wake_up();
    CHECK_FALSE(see(bed.wake, earlier, bed.now, bed.wall));
    CHECK(bed.state() == WakeState::woken);
}

TEST_CASE("one bad desktop refuses a call for several: the next one is for it alone") {
    Bed bed;
    bed.wake_up(&wrong_state, 7);
    CHECK(bed.wake.alone);
    CHECK_FALSE(bed.wake.hopeless);
    const Error gone = error_of(ErrorClass::gone);
    bed.wake_up(&gone, 1);
    CHECK(bed.wake.hopeless);
    bed.later(1h);
    bed.look(DesktopStatus::hibernated);
    CHECK_FALSE(may_wake(bed.wake, bed.now));
    CHECK(gave_up(bed.wake, bed.now));
}

TEST_CASE("what was called in vain for one slot is over with it, so that the next one has it woken anew") {
    Bed bed;
    const auto call_in_vain = [&](const Error& error) {
        bed.later(30min);
        bed.look(DesktopStatus::hibernated);
        REQUIRE(may_wake(bed.wake, bed.now));
        bed.wake_up(&error);
    };
    SUBCASE("eight times") {
        for (std::uint32_t i = 0; i < most_wake_calls; ++i)
            call_in_vain(wrong_state);
    }
    SUBCASE("with a final word") {
        call_in_vain(error_of(ErrorClass::bad_request));
    }
    bed.later(30min);
    bed.look(DesktopStatus::hibernated);
    want_for(bed.wake, &bed.wish);
    CHECK(gave_up(bed.wake, bed.now));
    CHECK_FALSE(may_wake(bed.wake, bed.now));
    bed.later(1min);
    bed.look(DesktopStatus::hibernated);
    CHECK_FALSE(is_over(bed.wake));  // its task is told why it is missed
    want_for(bed.wake, nullptr);     // a task of the next slot is not yet at its turn
    bed.look(DesktopStatus::hibernated);
    CHECK_FALSE(is_over(bed.wake));
    bed.wish.slot += 1h;
    want_for(bed.wake, &bed.wish);
    CHECK(bed.look(DesktopStatus::hibernated));
    CHECK(bed.ending() == "slept_on");
}

TEST_CASE("what still has calls for its slot goes on with them for the next one") {
    Bed bed;
    bed.wake_up(&wrong_state);
    bed.later(1min);
    bed.wish.slot += 1h;
    want_for(bed.wake, &bed.wish);
    bed.look(DesktopStatus::hibernated);
    REQUIRE(may_wake(bed.wake, bed.now));
    bed.wake_up();
    CHECK(bed.wake.record.calls == 1);
    CHECK(bed.wake.record.slot == bed.wish.slot);
}

TEST_CASE("wake calls back off and are bounded for each slot, across restarts") {
    Bed bed;
    std::uint32_t calls = 0;
    SteadyTime last{};
    for (int i = 0; i < 2000; ++i) {
        bed.look(DesktopStatus::hibernated);
        if (may_wake(bed.wake, bed.now)) {
            CHECK(bed.now - last >= 30s);
            last = bed.now;
            ++calls;
            bed.wake_up(&wrong_state);
        }
        bed.later(5s);
    }
    CHECK(calls == most_wake_calls);
    CHECK(gave_up(bed.wake, bed.now));
    OpenWake next = recalled(bed.wake.record, bed.now, 5s);
    want(next, true, bed.now);
    bed.wake = next;
    bed.later(1min);
    bed.look(DesktopStatus::hibernated);
    CHECK_FALSE(may_wake(bed.wake, bed.now));
    bed.wish.slot += 24h;
    about_to_wake(bed.wake, bed.wish, bed.wall);
    CHECK(bed.wake.record.calls == 1);
}
