// duration_in: durations with their units, and what a person probably meant who wrote something else.
#include "adapters/yaml/yaml_value.hpp"
#include "core/text/duration_text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

namespace ecdsnap::adapters {
namespace {

constexpr std::string_view examples = "30s, 45m, 3h, 1h30m, 2d";

constexpr std::array<std::pair<std::string_view, std::string_view>, 21> unit_words{{
    {"milliseconds", "ms"},
    {"millisecond", "ms"},
    {"seconds", "s"},
    {"second", "s"},
    {"secs", "s"},
    {"sec", "s"},
    {"minutes", "m"},
    {"minute", "m"},
    {"mins", "m"},
    {"min", "m"},
    {"hours", "h"},
    {"hour", "h"},
    {"hrs", "h"},
    {"hr", "h"},
    {"days", "d"},
    {"day", "d"},
    {"weeks", "w"},
    {"week", "w"},
    {"and", ""},
    {"H", "h"},
    {"M", "m"},
}};

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string_view unit_for(std::string_view word) {
    for (const auto& [long_form, unit] : unit_words)
        if (word == long_form) return unit;
    return word;
}

// "3 hours" -> "3h", "1 h 30 min" -> "1h30m": without blanks and commas, words as units.
std::string with_short_units(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && is_letter(text[end]))
            ++end;
        if (end > i)
            result += unit_for(text.substr(i, end - i));
        else if (text[end++] != ' ' && text[i] != ',')
            result += text[i];
        i = end;
    }
    return result;
}

// "02:30" -> "2h30m"; empty: not such a text.
std::string from_clock(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || text.find_first_not_of("0123456789:") != std::string_view::npos) return {};
    int hours = -1;
    int minutes = -1;
    std::from_chars(text.data(), text.data() + colon, hours);
    const auto [end, error] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), minutes);
    if (hours < 0 || hours > 999 || minutes < 0 || minutes > 59 || end != text.data() + text.size()) return {};
    return core::duration_text(std::chrono::hours{hours} + std::chrono::minutes{minutes});
}

std::string duration_hint(const std::string& text, const core::TextError& error) {
    if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos)
        return fmt::format("add a unit, such as {}m", text.substr(0, 9));
    if (const auto clock = from_clock(text); !clock.empty()) return fmt::format("did you mean \"{}\"?", clock);
    if (const auto better = with_short_units(text); core::parse_duration(better))
        return fmt::format("did you mean \"{}\"?", better);
    return error.hint.empty() ? error.problem : error.hint;
}

}  // namespace

std::optional<std::chrono::milliseconds> duration_in(const YamlValue& value) {
    const auto text = text_in(value);
    if (!text) return std::nullopt;
    const auto duration = core::parse_duration(*text);
    if (!duration) {
        value.refuse_given("is not a duration", std::string(examples), duration_hint(*text, duration.error()));
        return std::nullopt;
    }
    const auto count = duration->count();
    if (count >= value.key().least && count <= value.key().most) return *duration;
    value.refuse_given(count < value.key().least ? "is too short" : "is too long", allowed_text(value.key()));
    return std::nullopt;
}

}  // namespace ecdsnap::adapters
