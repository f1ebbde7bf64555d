// One problem, one report: thousands of calls that fail for one cause are one event with a count and examples, said
// again while it lasts, and once when it is over.
#pragma once

#include "core/error.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

struct RootCause {
    ErrorClass kind = ErrorClass::temporary;
    std::string code;                   // the provider's, or what the network said
    std::string message;                // of the first failure
    std::uint64_t count = 0;            // failures so far
    std::vector<std::string> examples;  // at most three: what we were doing
    SteadyTime since{};
    SteadyTime last{};
};

class RootCauses {
public:
    static constexpr Millis repeat_every = std::chrono::minutes{10};
    static constexpr Millis fades_after = std::chrono::minutes{15};  // more than the longest usual back-off
    static constexpr std::size_t most_examples = 3;
    static constexpr std::uint64_t in_a_row = 5;  // failures of the network or the service before they count as a cause

    // A call failed. A value: report this now (the cause is new, or goes on).
    std::optional<RootCause> failed(const Error& error, SteadyTime now);

    // A call of the same sort came through: its causes are over, except those that may concern some desktops only
    // (permission, quota, bad request); these are over when they were not seen for `repeat_every`. Returns those that
    // had been reported, once each.
    std::vector<RootCause> came_through(SteadyTime now);

    // Those reported that still show: worst (most failures) first. One that no call has met for `fades_after` says
    // nothing any more.
    std::vector<RootCause> in_force(SteadyTime now) const;

private:
    struct Entry {
        RootCause cause;
        std::optional<SteadyTime> reported;
    };
    std::map<std::pair<ErrorClass, std::string>, Entry> entries_;
};

}  // namespace ecdsnap::core
