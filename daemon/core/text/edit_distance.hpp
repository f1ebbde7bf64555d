// How far two words are apart, and the nearest of several: for "did you mean" in messages about what a person typed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::core {

// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`; ASCII case does not count.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The largest distance at which a suggestion still helps: a third of the length, at least 1, at most 3.
std::size_t suggestion_reach(std::string_view text);

// The candidate nearest to `text` within suggestion_reach (the first of equals), or nothing. `candidates`: any range of
// things that convert to string_view.
template <class Candidates>
std::optional<std::string> closest(std::string_view text, const Candidates& candidates) {
    std::optional<std::string> best;
    std::size_t best_distance = suggestion_reach(text) + 1;
    for (const auto& candidate : candidates) {
        const std::string_view word = candidate;
        if (const auto distance = edit_distance(text, word); distance < best_distance) {
            best_distance = distance;
            best = std::string(word);
        }
    }
    return best;
}

}  // namespace ecdsnap::core
