#include "adapters/notify/secret_words.hpp"

#include "core/text/printable.hpp"

#include <algorithm>

namespace ecdsnap::adapters {
namespace {

constexpr std::size_t shortest = 8;  // "robot" and "webhook" are no secrets
constexpr std::size_t longest_line = 300;

}  // namespace

std::vector<std::string> secret_words_of(std::string_view url) {
    const auto scheme = url.find("://");
    const auto host = scheme == std::string_view::npos ? 0 : scheme + 3;
    const auto path = url.find_first_of("/?#", host);
    if (path == std::string_view::npos) return {};
    const std::string_view rest = url.substr(path);
    std::vector<std::string> words;
    if (rest.size() >= shortest) words.emplace_back(rest);
    for (std::size_t at = 0; at < rest.size();) {
        const auto end = std::min(rest.find_first_of("/?&=#", at), rest.size());
        if (end - at >= shortest) words.emplace_back(rest.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::string concealed(std::string_view text, const std::vector<std::string>& words) {
    std::string shown(text);
    std::vector<std::string> longest_first = words;
    std::ranges::sort(longest_first, [](const auto& a, const auto& b) { return a.size() > b.size(); });
    for (const std::string& word : longest_first)
        for (auto at = word.empty() ? std::string::npos : shown.find(word); at != std::string::npos;
             at = shown.find(word, at + 3))
            shown.replace(at, word.size(), "***");
    while (!shown.empty() && (shown.back() == '\n' || shown.back() == '\r' || shown.back() == ' '))
        shown.pop_back();
    if (shown.size() > longest_line) shown = shown.substr(0, longest_line) + "…";
    return core::printable(shown);
}

}  // namespace ecdsnap::adapters
