#include "core/credentials/key_refresh.hpp"

#include <algorithm>

namespace ecdsnap::core {

void KeyRefresh::fetched(std::optional<Millis> lifetime, SteadyTime now) {
    in_hand_ = true;
    fetched_ = now;
    failures_ = 0;
    next_try_ = {};
    due_ = expires_ = never;
    if (!lifetime) return;
    // No service hands out keys for years; the bound keeps the sum in range.
    const Millis life = std::clamp<Millis>(*lifetime <= Millis{0} ? least_apart : *lifetime, shortest_life,
                                           std::chrono::hours{24 * 365});
    expires_ = now + life;
    const SteadyTime with_margin = expires_ - std::min<Millis>(life / 4, longest_margin);
    due_ = std::max<SteadyTime>(now + std::min(life, least_apart), with_margin);
}

void KeyRefresh::failed(SteadyTime now, std::uint64_t random) {
    const Millis pause = std::min(longest_pause, first_pause * (std::int64_t{1} << std::min(failures_, 10U)));
    ++failures_;
    const auto least = pause / 2;  // the other half by chance, so that a fleet of daemons does not ask as one
    next_try_ = now + least + Millis{static_cast<std::int64_t>(random % static_cast<std::uint64_t>(least.count() + 1))};
}

void KeyRefresh::refused(SteadyTime now) {
    if (in_hand_) due_ = std::min(due_, std::max<SteadyTime>(now, fetched_ + least_apart));
}

void KeyRefresh::changed() {
    due_ = {};
    next_try_ = {};
}

KeyRefresh::Need KeyRefresh::need(SteadyTime now) const {
    if (!in_hand_ || now >= expires_) return Need::now;
    return now >= due_ ? Need::soon : Need::none;
}

}  // namespace ecdsnap::core
