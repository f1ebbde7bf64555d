#include "core/policy/description_stamp.hpp"

#include "core/policy/policy_name.hpp"
#include "core/policy/slot_text.hpp"
#include "core/text/base32.hpp"
#include "core/text/printable.hpp"
#include "core/text/stable_hash.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace ecdsnap::core {
namespace {

constexpr std::string_view opening = "ecdsnap:1:";
constexpr std::size_t check_length = 4;
constexpr std::size_t token_length = 6;

std::string check_characters(std::string_view before) {
    return base32_of(stable_hash(before), check_length);
}

constexpr std::size_t part_count = 8;

// nullopt: it has more or fewer parts.
std::optional<std::array<std::string_view, part_count>> split_at_colons(std::string_view text) {
    std::array<std::string_view, part_count> parts;
    std::size_t count = 0;
    for (std::size_t start = 0; start <= text.size(); ++count) {
        if (count == part_count) return std::nullopt;
        const auto end = std::min(text.find(':', start), text.size());
        parts[count] = text.substr(start, end - start);
        start = end + 1;
    }
    if (count != part_count) return std::nullopt;
    return parts;
}

// 0: not a number from 1 on as it is written here, without a sign or leading zeros.
std::uint32_t number_in(std::string_view text) {
    std::uint32_t number = 0;
    if (text.starts_with('0')) return 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

// A character's share of description_limit.
std::size_t units_of(char32_t code) {
    return code > 0xffff ? 2 : 1;
}

bool is_control(char32_t code) {
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x2028 || code == 0x2029;
}

// The operator's text with blanks for control characters and U+FFFD for bytes that are no text, cut to `room`.
std::string cleaned(std::string_view text, std::size_t room) {
    std::string clean;
    for (std::size_t i = 0; i < text.size();) {
        const auto character = next_code_point(text.substr(i));
        const bool blank = character.valid && (is_control(character.value) || character.value == ' ');
        if (!(blank && clean.empty())) {
            if (units_of(character.value) > room) break;
            room -= units_of(character.value);
            clean += blank ? " " : character.valid ? text.substr(i, character.length) : "\xef\xbf\xbd";
        }
        i += character.length;
    }
    clean.resize(clean.find_last_not_of(' ') + 1);
    return clean;
}

}  // namespace

std::string stamp_text(const Stamp& stamp) {
    std::string text;
    text.reserve(stamp_limit);
    text.append(opening).append(stamp.owner).append(1, ':').append(stamp.slot.policy).append(1, ':');
    text.append(compact_utc(stamp.slot.instant));
    text.append(stamp.slot.kind == SlotKind::scheduled ? ":s:" : ":m:");
    text.append(std::to_string(stamp.snapshot_number)).append(1, ':');
    text.append(std::to_string(stamp.send_number)).append(1, ':');
    text.append(stamp.start_token).append(1, ':');
    return text + check_characters(text);
}

std::string description_with(const Stamp& stamp, std::string_view operator_text) {
    auto description = stamp_text(stamp);
    if (description.size() + 1 >= description_limit) return description;
    const auto text = cleaned(operator_text, description_limit - description.size() - 1);
    return text.empty() ? description : description + " " + text;
}

std::optional<Stamp> read_stamp(std::string_view description) {
    if (!description.starts_with(opening)) return std::nullopt;
    const auto text = description.substr(0, description.find(' '));
    const auto split = split_at_colons(text.substr(opening.size()));
    if (!split) return std::nullopt;
    const auto& parts = *split;
    if (parts[7] != check_characters(text.substr(0, text.size() - parts[7].size()))) return std::nullopt;
    const auto instant = read_compact_utc(parts[2]);
    if (!instant || check_owner(parts[0]) || check_policy_name(parts[1])) return std::nullopt;
    if ((parts[3] != "s" && parts[3] != "m") || parts[6].size() != token_length || !is_base32(parts[6]))
        return std::nullopt;
    Stamp stamp{std::string(parts[0]),
                {std::string(parts[1]), *instant, parts[3] == "m" ? SlotKind::manual : SlotKind::scheduled},
                number_in(parts[4]),
                number_in(parts[5]),
                std::string(parts[6])};
    if (stamp.snapshot_number == 0 || stamp.send_number == 0) return std::nullopt;
    return stamp;
}

}  // namespace ecdsnap::core
