#include "core/dispatch/account_pacing.hpp"

namespace ecdsnap::core {

AccountPacing::Seat AccountPacing::join() {
    until_.push_back({});
    throttled_at_.push_back({});
    return until_.size() - 1;
}

void AccountPacing::throttled(Seat seat, CallKind kind, SteadyTime now) {
    throttled_at_[seat][index(kind)] = now;
}

std::size_t AccountPacing::others_busy(Seat seat, CallKind kind, SteadyTime now) const {
    std::size_t busy = 0;
    for (Seat other = 0; other < until_.size(); ++other)
        if (other != seat && until_[other][index(kind)] > now) ++busy;
    return busy;
}

bool AccountPacing::others_throttled(Seat seat, CallKind kind, SteadyTime now, Millis span) const {
    for (Seat other = 0; other < throttled_at_.size(); ++other) {
        const SteadyTime at = throttled_at_[other][index(kind)];
        if (other != seat && at != SteadyTime{} && now - at < span) return true;
    }
    return false;
}

}  // namespace ecdsnap::core
