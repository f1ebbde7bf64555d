// What plans are drawn with.
#pragma once

#include "core/time.hpp"
#include "simulation/seeded_random.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace ecdsnap::tests {

class Dice {
public:
    explicit Dice(std::uint64_t seed) : random_(simulation::SeededRandom(seed).next()) {}

    bool chance(double percent) { return random_.chance(percent); }
    std::uint64_t below(std::uint64_t end) { return random_.below(end); }
    core::Millis between(core::Millis least, core::Millis most) {
        const auto span = static_cast<std::uint64_t>((most - least).count());
        return least + core::Millis{static_cast<core::Millis::rep>(below(span + 1))};
    }
    // Short ones as often as long ones.
    core::Millis spread_between(core::Millis least, core::Millis most) {
        std::vector<core::Millis> steps;
        for (core::Millis step = least; step < most; step *= 4)
            steps.push_back(step);
        const core::Millis from = steps[below(steps.size())];
        return between(from, std::min(from * 4, most));
    }
    double percent(double most) { return static_cast<double>(below(1000)) * most / 1000; }
    template <class T>
    T one_of(std::initializer_list<T> choices) {
        return *(choices.begin() + static_cast<std::ptrdiff_t>(below(choices.size())));
    }

private:
    simulation::SeededRandom random_;
};

}  // namespace ecdsnap::tests
