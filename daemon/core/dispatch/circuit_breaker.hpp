// Holds back the calls of one kind at one site while they fail one after the other for a cause that another call would
// only meet again: a refused key, a missing permission, an endpoint that does not answer. One is tried now and then,
// and the first that comes through lets all go on.
#pragma once

#include "core/error.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>

namespace ecdsnap::core {

class CircuitBreaker {
public:
    static constexpr std::uint32_t in_a_row = 5;  // failures without a call between them that came through
    // A permission may be lacking for some desktops only: as many in a row are needed that it hardly is.
    static constexpr std::uint32_t in_a_row_of_permission = 20;
    static constexpr Millis first_pause{2'000};  // before the first try; doubles with each that fails
    static constexpr Millis longest_pause{60'000};

    enum class Change : std::uint8_t { none, held_back, released };

    // A call that had started at `started` was answered, or was not; `error`: nullopt, it came through. So it did where
    // the service refused it for a reason of that desktop alone; and being throttled shows at least that somebody
    // answers. That a key was refused in whose place there is another one says nothing, but the next try need not wait.
    // What was under way when the calls were held back or released tells nothing new.
    Change ended(std::optional<ErrorClass> error, SteadyTime started, SteadyTime now);

    // A call starts; while they are held back, as a try.
    void started(SteadyTime now);

    // Why the calls are held back; nullopt: they are not.
    std::optional<ErrorClass> held_for() const { return held_for_; }

    // A call may start from then on; long ago while none is held back.
    SteadyTime earliest() const { return held_for_ ? next_try_ : SteadyTime{}; }

private:
    Change failed(ErrorClass kind, SteadyTime now);
    Change release(SteadyTime now);

    std::optional<ErrorClass> held_for_;
    std::uint32_t failures_ = 0;  // in a row
    SteadyTime changed_at_{};     // calls that started before have been counted
    SteadyTime next_try_{};       // while held back
    Millis pause_ = first_pause;  // after the next try
};

}  // namespace ecdsnap::core
