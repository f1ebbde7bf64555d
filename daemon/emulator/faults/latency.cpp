#include "emulator/faults/latency.hpp"

namespace ecdsnap::emulator {

Parsed<Latency> Latency::read(std::span<const std::string> texts) {
    Latency latency;
    latency.texts_.assign(texts.begin(), texts.end());
    for (const std::string& text : texts) {
        std::string_view rest = text;
        auto scope = take_scope(rest);
        if (!scope) return Problem{"latency \"" + text + "\": " + scope.error().text};
        const auto range = read_time_range(rest);
        if (!range) return Problem{"latency \"" + text + "\": " + range.error().text};
        latency.rules_.push_back(Rule{std::move(*scope), *range});
    }
    return latency;
}

Duration Latency::draw(const Action& action, Dice& dice) const {
    Duration sum{0};
    for (const Rule& rule : rules_) {
        if (rule.scope.covers(action)) sum += dice.between(rule.range);
    }
    return sum;
}

}  // namespace ecdsnap::emulator
