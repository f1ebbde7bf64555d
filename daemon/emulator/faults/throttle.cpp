#include "emulator/faults/throttle.hpp"

#include "emulator/actions/action.hpp"

namespace ecdsnap::emulator {
namespace {

/// Takes what follows the last `mark` off the end of `text`; empty when there is no mark.
std::string_view take_tail(std::string_view& text, std::string_view mark) {
    const auto at = text.rfind(mark);
    if (at == std::string_view::npos) return {};
    const auto tail = text.substr(at + mark.size());
    text = text.substr(0, at);
    return tail;
}

Parsed<ThrottleDialect> read_dialect(std::string_view text) {
    if (text.empty() || text == "retry-after") return ThrottleDialect::retry_after;
    if (text == "ratelimit") return ThrottleDialect::ratelimit;
    if (text == "bare") return ThrottleDialect::bare;
    return Problem{"\"" + std::string(text) + "\" is not a dialect (retry-after, ratelimit, bare)"};
}

Parsed<RateWindowKind> read_window(std::string_view text) {
    if (text.empty() || text == "token-bucket") return RateWindowKind::token_bucket;
    if (text == "fixed-second") return RateWindowKind::fixed_second;
    if (text == "sliding-second") return RateWindowKind::sliding_second;
    return Problem{"\"" + std::string(text) + "\" is not a way to count (token-bucket, fixed-second, sliding-second)"};
}

Parsed<ThrottleRule> read_rule(std::string_view text) {
    const auto dialect = read_dialect(take_tail(text, ",dialect="));
    if (!dialect) return dialect.error();
    const auto window = read_window(take_tail(text, "@"));
    if (!window) return window.error();
    ThrottleRule rule;
    rule.dialect = *dialect;
    rule.window = *window;
    rule.action = take_tail(text, ":");
    if (!rule.action.empty() && find_action(rule.action) == nullptr) {
        return Problem{"\"" + rule.action + "\" is not an action of this server"};
    }
    const auto rate = read_number(text);
    if (!rate) return rate.error();
    if (*rate < (rule.window == RateWindowKind::token_bucket ? 0.001 : 1)) {
        return Problem{"the rate is too low: at least 1, or 0.001 with a token bucket"};
    }
    rule.per_second = *rate;
    return rule;
}

Refusal throttled(const ThrottleRule& rule, Duration wait) {
    const bool per_action = !rule.action.empty();
    Refusal refusal =
        refuse(400, per_action ? "Throttling.Api" : "Throttling.User",
               "Request was denied due to " + std::string(per_action ? "api" : "user") + " flow control.");
    const auto ms = std::to_string(std::chrono::ceil<std::chrono::milliseconds>(wait).count());
    if (rule.dialect == ThrottleDialect::retry_after) {
        refusal.headers.push_back(Header{"x-acs-retry-after", ms});
    } else if (rule.dialect == ThrottleDialect::ratelimit) {
        const auto limit = std::to_string(static_cast<long>(rule.per_second));
        refusal.headers.push_back(Header{per_action ? "x-ratelimit-user-api" : "x-ratelimit-user",
                                         "Limit:" + limit + ",Remain:0,TimeLeft:" + ms + ",Reset:" + ms});
    }
    return refusal;
}

}  // namespace

Parsed<Throttle> Throttle::read(std::span<const std::string> texts) {
    Throttle throttle;
    throttle.texts_.assign(texts.begin(), texts.end());
    for (const std::string& text : texts) {
        auto rule = read_rule(text);
        if (!rule) return Problem{"throttle \"" + text + "\": " + rule.error().text};
        throttle.rules_.push_back(std::move(*rule));
    }
    throttle.windows_.resize(throttle.rules_.size());
    return throttle;
}

RateWindow& Throttle::window(std::size_t rule, std::string_view account_and_region) {
    auto& windows = windows_[rule];
    const auto found = windows.find(account_and_region);
    if (found != windows.end()) return found->second;
    const RateWindow fresh{rules_[rule].window, rules_[rule].per_second};
    return windows.emplace(account_and_region, fresh).first->second;
}

std::optional<Refusal> Throttle::admit(std::string_view account_and_region, std::string_view action, Instant now) {
    std::vector<RateWindow*> concerned;
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        if (!rules_[i].action.empty() && rules_[i].action != action) continue;
        RateWindow& counted = window(i, account_and_region);
        if (const Duration wait = counted.wait(now); wait > Duration{0}) return throttled(rules_[i], wait);
        concerned.push_back(&counted);
    }
    for (RateWindow* counted : concerned)
        counted->count(now);
    return std::nullopt;
}

}  // namespace ecdsnap::emulator
