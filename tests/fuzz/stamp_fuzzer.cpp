// Any text as the operator's part of a Description, as a whole Description, and as a stamp with right check characters.
#include "core/policy/description_stamp.hpp"
#include "core/reconcile/ownership.hpp"
#include "core/text/base32.hpp"
#include "core/text/stable_hash.hpp"
#include "core/text/utf8.hpp"
#include "fuzz/fuzz_entry.hpp"

#include <string>

namespace ecdsnap::fuzz {
namespace {

core::Snapshot described(std::string description) {
    core::Snapshot snapshot;
    snapshot.type = core::SnapshotType::user;
    snapshot.description = std::move(description);
    return snapshot;
}

core::Stamp stamp_for(std::uint64_t number) {
    const bool longest = number % 4 == 0;
    core::Stamp stamp;
    stamp.owner = longest ? std::string(16, 'o') : "main";
    stamp.slot.policy = longest ? std::string(40, 'p') : "nightly-2";
    stamp.slot.instant = core::SlotInstant{std::chrono::seconds{static_cast<std::int64_t>(number % 253'402'300'800)}};
    stamp.slot.kind = number % 2 == 0 ? core::SlotKind::scheduled : core::SlotKind::manual;
    stamp.snapshot_number = static_cast<std::uint32_t>(number >> 32U) | 1U;
    stamp.send_number = static_cast<std::uint32_t>(number) | 1U;
    stamp.start_token = core::base32_of(number, 6);
    return stamp;
}

// Characters as the service may count them: two for those above U+FFFF.
std::size_t units_in(std::string_view text) {
    std::size_t units = 0;
    while (!text.empty()) {
        const auto character = core::next_code_point(text);
        units += character.value > 0xffff ? 2 : 1;
        text.remove_prefix(character.length);
    }
    return units;
}

void check_one_line(std::string_view text) {
    while (!text.empty()) {
        const auto character = core::next_code_point(text);
        const auto value = character.value;
        holds(value >= 0x20 && (value < 0x7f || value > 0x9f), "a description has no control characters");
        holds(value != 0x2028 && value != 0x2029, "a description is one line");
        text.remove_prefix(character.length);
    }
}

void check_round_trip(std::string_view operator_text) {
    const auto stamp = stamp_for(core::stable_hash(operator_text));
    const auto description = core::description_with(stamp, operator_text);
    holds(core::stamp_text(stamp).size() <= core::stamp_limit, "a stamp has its room");
    holds(!core::invalid_utf8(description), "a description is UTF-8");
    holds(units_in(description) <= core::description_limit, "a description fits");
    holds(description.back() != ' ', "a description ends in no blank");
    check_one_line(description);
    holds(core::our_stamp(described(description), stamp.owner) == stamp, "the stamp comes back");
    holds(!core::our_stamp(described(description), "other"), "another owner's is not ours");
}

// What is read as a stamp is what we would have written.
void check_read(const std::string& description) {
    const auto stamp = core::read_stamp(description);
    if (!stamp) return;
    const auto text = core::stamp_text(*stamp);
    holds(description.starts_with(text), "a stamp is written in one way");
    holds(description.size() == text.size() || description[text.size()] == ' ', "a stamp stands alone");
    holds(text.size() <= core::stamp_limit, "a stamp that is read has its room");
}

}  // namespace

void check(std::string_view input) {
    check_round_trip(input);
    check_read(std::string{input});
    for (const std::string& before : {"ecdsnap:1:" + std::string{input} + ":", std::string{input} + ":"}) {
        check_read(before + core::base32_of(core::stable_hash(before), 4));
        check_read(before + core::base32_of(core::stable_hash(before), 4) + " text");
    }
}

}  // namespace ecdsnap::fuzz
