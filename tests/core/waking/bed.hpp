// One woken desktop's record on a clock that only the test moves.
#pragma once

#include "core/waking/open_wake.hpp"

#include <doctest/doctest.h>

#include <string>

namespace ecdsnap::core {

using namespace std::chrono_literals;

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

inline Error error_of(ErrorClass kind, Effect effect = Effect::none) {
    Error error;
    error.kind = kind;
    error.effect = effect;
    return error;
}

inline const Error lost = error_of(ErrorClass::ambiguous, Effect::unknown);
inline const Error wrong_state = error_of(ErrorClass::not_ready);

}  // namespace ecdsnap::core
