#include "core/policy/description_stamp.hpp"

#include "core/policy/policy_name.hpp"
#include "core/policy/slot_text.hpp"
#include "core/text/base32.hpp"
#include "core/text/printable.hpp"
#include "core/text/stable_hash.hpp"

#include <fmt/format.h>

#include <charconv>
#include <vector>

namespace ecdsnap::core {
namespace {

constexpr std::string_view opening = "ecdsnap:1:";
constexpr std::size_t check_length = 4;
constexpr std::size_t token_length = 6;

std::string check_characters(std::string_view before) {
    return base32_of(stable_hash(before), check_length);
}

std::vector<std::string_view> split_at_colons(std::string_view text) {
    std::vector<std::string_view> parts;
    for (std::size_t start = 0; start <= text.size();) {
        const auto end = std::min(text.find(':', start), text.size());
        parts.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return parts;
}

std::uint32_t number_in(std::string_view text) {
    std::uint32_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
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
    auto text = fmt::format("{}{}:{}:{}:{}:{}:{}:{}:", opening, stamp.owner, stamp.slot.policy,
                            compact_utc(stamp.slot.instant), stamp.slot.kind == SlotKind::scheduled ? 's' : 'm',
                            stamp.snapshot_number, stamp.send_number, stamp.start_token);
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
    const auto parts = split_at_colons(text.substr(opening.size()));
    if (parts.size() != 8) return std::nullopt;
    const auto instant = read_compact_utc(parts[2]);
    if (!instant || check_owner(parts[0]) || check_policy_name(parts[1])) return std::nullopt;
    if (parts[6].size() != token_length || !is_base32(parts[6])) return std::nullopt;
    Stamp stamp{std::string(parts[0]),
                {std::string(parts[1]), *instant, parts[3] == "m" ? SlotKind::manual : SlotKind::scheduled},
                number_in(parts[4]),
                number_in(parts[5]),
                std::string(parts[6])};
    // Written again it must be the same: this compares the check, and refuses every other spelling of the same values.
    if (stamp.snapshot_number == 0 || stamp.send_number == 0 || stamp_text(stamp) != text) return std::nullopt;
    return stamp;
}

}  // namespace ecdsnap::core
