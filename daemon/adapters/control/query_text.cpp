#include "adapters/control/query_text.hpp"

#include <algorithm>
#include <charconv>

namespace ecdsnap::adapters {
namespace {

std::optional<std::string> unescaped(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        if (text.front() != '%') {
            out += text.front();
            text.remove_prefix(1);
            continue;
        }
        unsigned char byte = 0;
        if (text.size() < 3) return std::nullopt;
        const auto read = std::from_chars(text.data() + 1, text.data() + 3, byte, 16);
        if (read.ec != std::errc{} || read.ptr != text.data() + 3) return std::nullopt;
        out += static_cast<char>(byte);
        text.remove_prefix(3);
    }
    return out;
}

}  // namespace

std::optional<std::vector<std::pair<std::string, std::string>>> query_parameters(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> found;
    while (!text.empty()) {
        const auto piece = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), piece.size() + 1));
        const auto equals = piece.find('=');
        if (equals == piece.npos) return std::nullopt;
        auto name = unescaped(piece.substr(0, equals));
        auto value = unescaped(piece.substr(equals + 1));
        if (!name || !value) return std::nullopt;
        const auto same = [&](const auto& other) { return other.first == *name; };
        if (std::ranges::any_of(found, same)) return std::nullopt;
        found.emplace_back(std::move(*name), std::move(*value));
    }
    return found;
}

}  // namespace ecdsnap::adapters
