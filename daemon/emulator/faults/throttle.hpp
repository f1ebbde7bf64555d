// Flow control: calls of one account and region beyond a rate are refused, in the dialect that is asked for.
#pragma once

#include "emulator/amounts.hpp"
#include "emulator/faults/rate_window.hpp"
#include "emulator/refusal.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::emulator {

/// How the refusal says when to come again.
enum class ThrottleDialect {
    retry_after,  // x-acs-retry-after: milliseconds (since 2026)
    ratelimit,    // x-ratelimit-user(-api): Limit:..,Remain:..,TimeLeft:milliseconds,Reset:..
    bare,         // not at all
};

struct ThrottleRule {
    double per_second = 0;
    std::string action;  // empty: all actions together
    RateWindowKind window = RateWindowKind::token_bucket;
    ThrottleDialect dialect = ThrottleDialect::retry_after;
};

class Throttle {
public:
    /// Each text is `RATE[:ACTION][@token-bucket|fixed-second|sliding-second][,dialect=retry-after|ratelimit|bare]`.
    static Parsed<Throttle> read(std::span<const std::string> texts);

    /// A refusal when a rule is exhausted; else the call counts against every rule that concerns it.
    std::optional<Refusal> admit(std::string_view account_and_region, std::string_view action, Instant now);
    const std::vector<std::string>& texts() const { return texts_; }

private:
    RateWindow& window(std::size_t rule, std::string_view account_and_region);

    std::vector<std::string> texts_;
    std::vector<ThrottleRule> rules_;
    std::vector<std::map<std::string, RateWindow, std::less<>>> windows_;  // per rule
};

}  // namespace ecdsnap::emulator
