#include "emulator/request/page_token.hpp"

#include <array>
#include <charconv>
#include <cstdio>

namespace ecdsnap::emulator {
namespace {

/// A hash of the filters in any order; the paging parameters themselves may change from page to page.
std::uint64_t print_of(const Parameters& question) {
    std::uint64_t print = 0;
    for (const auto& [name, value] : question) {
        if (name == "NextToken" || name == "MaxResults") continue;
        std::uint64_t hash = 0xcbf29ce484222325ULL;  // FNV-1a
        for (const char c : name + '=' + value)
            hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
        print += hash;
    }
    return print;
}

std::optional<std::uint64_t> hex_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::string make_page_token(PagePlace place, const Parameters& question) {
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%016llx%016llx%016llx", static_cast<unsigned long long>(place.first),
                  static_cast<unsigned long long>(place.second), static_cast<unsigned long long>(print_of(question)));
    return buffer.data();
}

std::optional<PagePlace> read_page_token(std::string_view token, const Parameters& question) {
    if (token.size() != 48) return std::nullopt;
    const auto first = hex_number(token.substr(0, 16)), second = hex_number(token.substr(16, 16));
    const auto print = hex_number(token.substr(32));
    if (!first || !second || print != print_of(question)) return std::nullopt;
    return PagePlace{*first, *second};
}

}  // namespace ecdsnap::emulator
