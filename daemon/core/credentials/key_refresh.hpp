// When the key in hand is exchanged for a newer one: before it expires, seldom, and without losing it while it is
// valid. Pure: on the steady clock, so that a wall clock that steps neither ends a key nor keeps one.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>

namespace ecdsnap::core {

class KeyRefresh {
public:
    // A refresh begins when a quarter of the lifetime is left, but no earlier than this before the end …
    static constexpr Millis longest_margin = std::chrono::minutes{15};
    // … and no sooner after the last one than this, unless the key lives shorter.
    static constexpr Millis least_apart = std::chrono::minutes{1};
    // A key that is out of date as it comes is used all the same: one of the clocks is wrong, and the service decides.
    static constexpr Millis shortest_life = std::chrono::seconds{10};
    static constexpr Millis first_pause = std::chrono::seconds{2};  // after a failure; doubles with each
    static constexpr Millis longest_pause = std::chrono::minutes{1};

    enum class Need : std::uint8_t {
        none,  // the key in hand serves
        soon,  // it serves, and a newer one should be fetched beside it
        now,   // nothing serves before one has been fetched
    };

    // A key was fetched that lives so long from now; nullopt: it does not expire.
    void fetched(std::optional<Millis> lifetime, SteadyTime now);
    // No key came. `random` spreads the next try.
    void failed(SteadyTime now, std::uint64_t random);
    // The service refuses the key in hand. Another is asked for at once, unless this one is too new for that.
    void refused(SteadyTime now);
    // What the key comes from has changed: whatever is in hand, the next try is now.
    void changed();

    Need need(SteadyTime now) const;
    // A try may begin. Otherwise the last one failed too short a time ago.
    bool may_try(SteadyTime now) const { return now >= next_try_; }
    SteadyTime next_try() const { return next_try_; }
    std::uint32_t failures() const { return failures_; }  // in a row

private:
    bool in_hand_ = false;
    SteadyTime fetched_{};
    SteadyTime due_ = never;      // of the next refresh
    SteadyTime expires_ = never;  // of the key in hand
    SteadyTime next_try_{};
    std::uint32_t failures_ = 0;
};

}  // namespace ecdsnap::core
