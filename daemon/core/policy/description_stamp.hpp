// The ownership mark that opens every Description we write: who made a snapshot and for which task. A Description holds
// at most 128 characters (ecd CreateSnapshot); the stamp comes first and is ASCII, so what a service cuts is the
// operator's text.
#pragma once

#include "core/slot/slot.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::core {

struct Stamp {
    std::string owner;
    SlotKey slot;
    std::uint32_t snapshot_number = 1;
    std::uint32_t send_number = 1;
    std::string start_token;  // 6 of [a-z2-7], random at each start of the daemon

    bool operator==(const Stamp&) const = default;
};

// Characters. How the service counts those above U+FFFF (emoji) is not documented; they are counted as two here, so
// that the limit holds either way.
inline constexpr std::size_t description_limit = 128;

// The longest stamp: the longest owner and policy name, both numbers at ten digits.
inline constexpr std::size_t stamp_limit = 120;

// "ecdsnap:1:main:nightly:20261124T180000Z:s:1:1:k3q7ab:x2fd" — format version, owner, policy, slot and kind (s
// scheduled, m manual), snapshot number, send number, start token, check characters over all before them.
std::string stamp_text(const Stamp& stamp);

// The stamp, a blank, and as much of `operator_text` as fits: cut between characters, line breaks and control
// characters become blanks, bytes that are not UTF-8 become U+FFFD, no blank at either end (what comes back is
// compared, and a service may trim).
std::string description_with(const Stamp& stamp, std::string_view operator_text);

// The stamp at the start of `description`, alone or followed by a blank; nullopt when there is none, its format is
// another version, it is not written exactly as stamp_text writes it, or its check is wrong.
std::optional<Stamp> read_stamp(std::string_view description);

}  // namespace ecdsnap::core
