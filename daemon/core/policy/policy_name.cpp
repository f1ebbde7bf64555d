#include "core/policy/policy_name.hpp"

#include "core/text/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::core {
namespace {

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}

bool is_allowed(char c) {
    return is_lower(c) || (c >= '0' && c <= '9') || c == '-';
}

// The name in lower case with `-` for what is not allowed, where that is a good name.
std::string mended(std::string_view name, std::size_t limit) {
    std::string good;
    for (const char c : name) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
        if (is_allowed(lower))
            good += lower;
        else if (!good.empty() && good.back() != '-')
            good += '-';
    }
    const bool fine = !good.empty() && is_lower(good.front()) && good.size() <= limit && good.back() != '-';
    return fine ? fmt::format("for example {}", good) : std::string{};
}

std::optional<TextError> check_name(std::string_view name, std::size_t limit) {
    const auto allowed = fmt::format("1-{} of a-z, 0-9 and -, starting with a letter", limit);
    if (name.empty()) return TextError{0, "is empty", allowed, {}};
    if (name.size() > limit)
        return TextError{limit + 1, fmt::format("has {} characters", utf8_length(name)), allowed, {}};
    const auto wrong = std::find_if_not(name.begin(), name.end(), is_allowed);
    if (wrong != name.end()) {
        const auto at = static_cast<std::size_t>(wrong - name.begin());
        const auto character = name.substr(at, next_code_point(name.substr(at)).length);
        const auto what = character == " " ? std::string("a blank") : fmt::format("'{}'", character);
        return TextError{at + 1, fmt::format("has {} in it", what), allowed, mended(name, limit)};
    }
    if (!is_lower(name.front())) return TextError{1, "does not start with a letter", allowed, {}};
    if (name == "true" || name == "false")  // without quotes it is no text to most programs that read YAML
        return TextError{1, "is a word of YAML, not a name", allowed, {}};
    return std::nullopt;
}

}  // namespace

std::optional<TextError> check_policy_name(std::string_view name) {
    return check_name(name, policy_name_limit);
}

std::optional<TextError> check_owner(std::string_view owner) {
    return check_name(owner, owner_limit);
}

}  // namespace ecdsnap::core
