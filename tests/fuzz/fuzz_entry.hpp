// What every fuzzer is made of: a check() of its own, and holds() for what must be true of any input.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace ecdsnap::fuzz {

// Each fuzzer defines it. It returns when all is well.
void check(std::string_view input);

// Ends the process when a rule is broken, as a crash would.
void holds(bool rule, const char* words);

inline std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = std::min(text.find(at), text.size());
        parts.push_back(text.substr(0, end));
        if (end == text.size()) return parts;
        text.remove_prefix(end + 1);
    }
}

}  // namespace ecdsnap::fuzz
