#include "core/text/duration_text.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>

namespace ecdsnap::core {
namespace {

using std::chrono::milliseconds;

struct Unit {
    std::string_view name;
    std::int64_t millis;
};

constexpr std::array<Unit, 6> units{{{"w", 604'800'000},  // longest first
                                     {"d", 86'400'000},
                                     {"h", 3'600'000},
                                     {"m", 60'000},
                                     {"s", 1'000},
                                     {"ms", 1}}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

TextError error_at(std::size_t position, std::string problem, std::string hint) {
    return {position + 1, std::move(problem), "a number and a unit (w d h m s ms), such as 45m, 1h30m, 30s",
            std::move(hint)};
}

std::string_view letters_at(std::string_view text, std::size_t position) {
    std::size_t end = position;
    while (end < text.size() && ((text[end] >= 'a' && text[end] <= 'z') || (text[end] >= 'A' && text[end] <= 'Z')))
        ++end;
    return text.substr(position, end - position);
}

// Index into `units`, or units.size().
std::size_t unit_index(std::string_view name) {
    std::size_t i = 0;
    while (i < units.size() && units[i].name != name)
        ++i;
    return i;
}

std::string unit_hint(std::string_view name) {
    if (name == "min" || name == "mins" || name == "M") return "minutes are written m";
    if (name == "sec" || name == "secs" || name == "S") return "seconds are written s";
    if (name == "hr" || name == "hrs" || name == "H") return "hours are written h";
    if (name == "day" || name == "days" || name == "D") return "days are written d";
    if (name == "y" || name == "mo") return "years and months have no fixed length; use days";
    return {};
}

}  // namespace

TextResult<milliseconds> parse_duration(std::string_view text) {
    if (text.empty()) return error_at(0, "a duration is missing", {});
    std::int64_t total = 0;
    std::size_t next_unit = 0;  // the longest unit that may still follow
    std::size_t position = 0;
    while (position < text.size()) {
        const std::size_t number_position = position;
        std::int64_t number = 0;
        while (position < text.size() && is_digit(text[position])) {
            number = number * 10 + (text[position] - '0');
            if (number > longest_duration.count()) return error_at(number_position, "the number is too large", {});
            ++position;
        }
        if (position == number_position)
            return error_at(position, fmt::format("a digit is expected, not {}", shown(text[position])), {});
        const auto name = letters_at(text, position);
        if (name.empty()) return error_at(position, "a unit is missing", {});
        const auto unit = unit_index(name);
        if (unit == units.size()) return error_at(position, fmt::format("unknown unit '{}'", name), unit_hint(name));
        if (unit < next_unit)
            return error_at(position, fmt::format("'{}' stands after a unit that is not longer", name),
                            "write the longest unit first and each unit once");
        if (number > longest_duration.count() / units[unit].millis ||
            total + number * units[unit].millis > longest_duration.count())
            return error_at(number_position, "the duration is too long", "at most 10 years (3650d)");
        total += number * units[unit].millis;
        next_unit = unit + 1;
        position += name.size();
    }
    return milliseconds{total};
}

std::string duration_text(milliseconds duration) {
    if (duration.count() == 0) return "0s";
    std::string text = duration.count() < 0 ? "-" : "";
    // Unsigned, so that the most negative value has a magnitude too.
    auto rest = static_cast<std::uint64_t>(duration.count());
    if (duration.count() < 0) rest = 0 - rest;
    for (const auto& unit : units) {
        if (unit.name == "w") continue;  // 10d reads better than 1w3d
        const auto size = static_cast<std::uint64_t>(unit.millis);
        if (rest >= size) text += fmt::format("{}{}", rest / size, unit.name);
        rest %= size;
    }
    return text;
}

}  // namespace ecdsnap::core
