// One desktop that was woken: what is concluded from readings and answers, and what never is.
#include "core/waking/open_wake.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

// One record, with a clock that only the test moves; it begins asleep and wanted, one call not yet made.
class Bed {
public:
    Bed() { look(DesktopStatus::hibernated); }

    void later(Millis by) { now += by, wall += by; }
    bool look(DesktopStatus status, Session session = Session::none, Management management = Management::none) {
        WakeSighting sighting;
        sighting.read = now;
        sighting.status = status;
        sighting.session = session;
        sighting.management = management;
        return see(wake, sighting, now, wall);
    }
    // A call that wakes it leaves and is answered a second later; `error` null: the service takes it.
    void wake_up(const Error* error = nullptr, std::size_t ids = 1) {
        about_to_wake(wake, wish, wall);
        later(1s);
        answered(wake, error, ids, now);
        later(1s);
    }
    void put_back(const Error* error = nullptr, std::size_t ids = 1) {
        about_to_return(wake);
        later(1s);
        answered(wake, error, ids, now);
        later(1s);
    }
    // Woken and up; nothing of it is unfinished any more.
    void woken_and_done() {
        wake_up();
        later(10s);
        look(DesktopStatus::running);
        want(wake, false, now);
    }
    WakeState state() const { return wake.record.state; }
    std::string ending() const { return text(wake.record.ending); }

    SteadyTime now{1h};
    WallTime wall{Millis{1'795'543'200'000}};
    WakeWish wish{"ecd-1", "nightly", SlotInstant{1'795'543'200s}, WallTime{Millis{1'795'554'000'000}}};
    OpenWake wake = asked_for(wish, SiteId{"main", "cn-hangzhou"}, wall);
};

Error error_of(ErrorClass kind, Effect effect = Effect::none) {
    Error error;
    error.kind = kind;
    error.effect = effect;
    return error;
}

const Error lost = error_of(ErrorClass::ambiguous, Effect::unknown);
const Error wrong_state = error_of(ErrorClass::not_ready);

}  // namespace

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
    SUBCASE("unless it was the one that woke it") {
        bed.later(10s);
        bed.look(DesktopStatus::running);
        want(bed.wake, false, bed.now);
        bed.later(1min);
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

TEST_CASE("every ending has its word and its sentence") {
    for (int value = 0; value <= static_cast<int>(WakeEnding::unclear); ++value) {
        const auto ending = static_cast<WakeEnding>(value);
        CHECK(std::string(text(ending)) != "?");
        CHECK((value == 0) == std::string(explain(ending)).empty());
    }
}
