#include "core/dispatch/circuit_breaker.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

// Nobody answered, or nobody who knows.
bool unanswered(ErrorClass kind) {
    return kind == ErrorClass::temporary || kind == ErrorClass::ambiguous;
}

// The next call is going to meet it as well.
bool is_common_cause(ErrorClass kind) {
    return unanswered(kind) || kind == ErrorClass::credentials || kind == ErrorClass::permission ||
           kind == ErrorClass::clock_skew;
}

}  // namespace

CircuitBreaker::Change CircuitBreaker::ended(std::optional<ErrorClass> error, SteadyTime started, SteadyTime now) {
    if (started < changed_at_ || error == ErrorClass::local) return Change::none;
    if (error == ErrorClass::stale_key) {
        if (held_for_) next_try_ = now;
        return Change::none;
    }
    if (error && is_common_cause(*error)) return failed(*error, now);
    // Who is throttled has not been asked for a key yet.
    if (error == ErrorClass::throttled && !(held_for_ && unanswered(*held_for_))) return Change::none;
    return release(now);
}

CircuitBreaker::Change CircuitBreaker::failed(ErrorClass kind, SteadyTime now) {
    if (held_for_) {
        held_for_ = kind;
        return Change::none;
    }
    const std::uint32_t enough = kind == ErrorClass::permission ? in_a_row_of_permission : in_a_row;
    if (++failures_ < enough) return Change::none;
    held_for_ = kind;
    changed_at_ = now;
    pause_ = first_pause;
    next_try_ = now + pause_;
    return Change::held_back;
}

CircuitBreaker::Change CircuitBreaker::release(SteadyTime now) {
    failures_ = 0;
    if (!held_for_) return Change::none;
    held_for_.reset();
    changed_at_ = now;
    return Change::released;
}

void CircuitBreaker::started(SteadyTime now) {
    if (!held_for_) return;
    pause_ = std::min(pause_ * 2, longest_pause);
    next_try_ = now + pause_;
}

}  // namespace ecdsnap::core
