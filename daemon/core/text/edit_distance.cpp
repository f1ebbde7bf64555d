#include "core/text/edit_distance.hpp"

#include <algorithm>
#include <vector>

namespace ecdsnap::core {
namespace {

// Longer texts are no typing errors of a name; the bound keeps the work small for whatever is pasted into a file.
constexpr std::size_t longest_compared = 200;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    if (a.size() > longest_compared || b.size() > longest_compared) return std::max(a.size(), b.size());
    std::vector<std::size_t> before_last(b.size() + 1);  // rows i-2, i-1 and i of the usual table
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0u : 1u)});
            const bool swapped =
                i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

std::size_t suggestion_reach(std::string_view text) {
    return std::clamp<std::size_t>(text.size() / 3, 1, 3);
}

}  // namespace ecdsnap::core
