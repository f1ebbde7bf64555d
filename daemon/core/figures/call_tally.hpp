// The calls of one site since the start, by the service's action and how they ended, and how long answers took.
#pragma once

#include "core/error.hpp"
#include "core/figures/histogram.hpp"
#include "core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace ecdsnap::core {

enum class CallAction : std::uint8_t {
    create_snapshot,
    describe_desktops,
    describe_snapshots,
    wakeup_desktops,
    hibernate_desktops,
};
inline constexpr std::size_t call_actions = 5;

enum class CallResult : std::uint8_t {
    good,
    throttled,  // too many requests
    refused,    // the service's own no
    lost,       // no usable answer, or a failure of the service
};
inline constexpr std::size_t call_results = 4;

const char* text(CallAction action);  // as the service names it: "CreateSnapshot", …
const char* text(CallResult result);

CallResult result_of(const std::optional<ErrorClass>& error);

class CallTally {
public:
    CallTally();

    // An answer came, or did not, after so long; nullopt: it came through.
    void ended(CallAction action, const std::optional<ErrorClass>& error, SteadyTimeline::duration took);

    std::uint64_t count(CallAction action, CallResult result) const {
        return counts_[static_cast<std::size_t>(action)][static_cast<std::size_t>(result)];
    }
    std::uint64_t count(CallAction action) const;
    const Histogram& seconds(CallAction action) const { return seconds_[static_cast<std::size_t>(action)]; }

private:
    std::array<std::array<std::uint64_t, call_results>, call_actions> counts_{};
    std::array<Histogram, call_actions> seconds_;
};

}  // namespace ecdsnap::core
