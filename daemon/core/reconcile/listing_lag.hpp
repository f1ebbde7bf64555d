// How long the service takes to list what it has accepted, measured; from it the settle time of a suspect.
#pragma once

#include "core/time.hpp"

#include <algorithm>
#include <optional>

namespace ecdsnap::core {

class ListingLag {
public:
    static constexpr Millis not_measured = std::chrono::seconds{30};
    static constexpr Millis least = std::chrono::seconds{5};
    static constexpr Millis most = std::chrono::minutes{5};

    ListingLag() = default;
    explicit ListingLag(Millis longest_seen) : longest_(longest_seen) {}

    // A listing that was started at `listed` is the first to show a snapshot that was accepted at `accepted`. Without a
    // listing in between that did not show it, a long gap tells of our own pace, not of the service's: it is not
    // counted. true: the longest lag has grown.
    bool seen(SteadyTime accepted, SteadyTime listed, bool absent_before) {
        const Millis lag = std::max(Millis{1}, std::chrono::duration_cast<Millis>(listed - accepted));
        if (!absent_before && lag > least) return false;
        if (longest_ && lag <= *longest_) return false;
        longest_ = lag;
        return true;
    }

    // Three times the longest lag seen, 5 s to 5 min; 30 s until one was seen.
    Millis settle_time() const { return longest_ ? std::clamp(*longest_ * 3, least, most) : not_measured; }
    std::optional<Millis> longest() const { return longest_; }

private:
    std::optional<Millis> longest_;
};

}  // namespace ecdsnap::core
