// How long answers are held back. A call is performed when it arrives; only its answer waits.
#pragma once

#include "emulator/dice.hpp"
#include "emulator/faults/scope.hpp"

#include <span>
#include <string>
#include <vector>

namespace ecdsnap::emulator {

class Latency {
public:
    /// Each text is `[SCOPE:]RANGE`, as in `all:5-50ms`.
    static Parsed<Latency> read(std::span<const std::string> texts);

    Duration draw(const Action& action, Dice& dice) const;  // the sum of all that concern the action
    const std::vector<std::string>& texts() const { return texts_; }

private:
    struct Rule {
        Scope scope;
        TimeRange range;
    };
    std::vector<std::string> texts_;
    std::vector<Rule> rules_;
};

}  // namespace ecdsnap::emulator
