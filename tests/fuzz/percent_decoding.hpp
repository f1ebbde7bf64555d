// Percent-encoding read back, for what our own encoder wrote: anything else in it breaks a rule.
#pragma once

#include "fuzz/fuzz_entry.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::fuzz {

inline std::string percent_decoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            holds(plain.find(text[i]) != plain.npos, "an encoded text holds unreserved characters and escapes only");
            decoded += text[i];
            continue;
        }
        holds(i + 2 < text.size(), "an escape is whole");
        const auto high = digits.find(text[i + 1]);
        const auto low = digits.find(text[i + 2]);
        holds(high != digits.npos && low != digits.npos, "an escape has two upper-case digits");
        decoded += static_cast<char>(high * 16 + low);
        holds(plain.find(decoded.back()) == plain.npos, "nothing is escaped without need");
        i += 2;
    }
    return decoded;
}

inline std::vector<std::pair<std::string, std::string>> query_decoded(std::string_view query) {
    std::vector<std::pair<std::string, std::string>> values;
    if (query.empty()) return values;
    for (const auto pair : split(query, '&')) {
        const auto sides = split(pair, '=');
        holds(sides.size() == 2, "each part of a query is name=value");
        values.emplace_back(percent_decoded(sides[0]), percent_decoded(sides[1]));
    }
    return values;
}

inline std::vector<std::pair<std::string, std::string>> sorted(
    std::vector<std::pair<std::string, std::string>> values) {
    std::sort(values.begin(), values.end());
    return values;
}

}  // namespace ecdsnap::fuzz
