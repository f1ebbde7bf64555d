#include "simulation/shrink.hpp"

#include "simulation/stage.hpp"

#include <string>

namespace ecdsnap::tests {
namespace {

std::string broken_rule(const Plan& plan) {
    const RunResult result = play(plan, Telling::no);
    return result.violations.empty() ? std::string{} : result.violations.front().rule;
}

}  // namespace

Plan shrunk(const Plan& failing) {
    const std::string rule = broken_rule(failing);
    if (rule.empty()) return failing;
    Plan small = failing;
    // Halves first, then ever smaller pieces, until none can be left out.
    for (std::size_t piece = small.incidents.size(); piece >= 1; piece /= 2) {
        for (std::size_t at = 0; at < small.incidents.size();) {
            Plan without = small;
            const auto from = without.incidents.begin() + static_cast<std::ptrdiff_t>(at);
            const std::size_t count = std::min(piece, without.incidents.size() - at);
            without.incidents.erase(from, from + static_cast<std::ptrdiff_t>(count));
            if (broken_rule(without) == rule)
                small = std::move(without);
            else
                at += piece;
        }
    }
    return small;
}

}  // namespace ecdsnap::tests
