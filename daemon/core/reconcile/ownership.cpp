#include "core/reconcile/ownership.hpp"

#include "core/policy/snapshot_name.hpp"
#include "core/text/base32.hpp"

#include <charconv>

namespace ecdsnap::core {
namespace {

Sighting sighting_of(const Snapshot& snapshot) {
    Sighting sighting;
    sighting.snapshot_id = snapshot.id;
    sighting.name = snapshot.name;
    sighting.status = snapshot.status;
    sighting.created = snapshot.created;
    return sighting;
}

bool is_part_edge(char c) {
    return c == '-' || c == '_';
}

// Where the key stands as a part of its own; npos: nowhere.
std::size_t find_key(std::string_view name, std::string_view key) {
    if (key.empty()) return std::string_view::npos;
    for (auto at = name.find(key); at != std::string_view::npos; at = name.find(key, at + 1)) {
        const bool starts = at == 0 || is_part_edge(name[at - 1]);
        const std::size_t end = at + key.size();
        if (starts && (end == name.size() || is_part_edge(name[end]))) return at;
    }
    return std::string_view::npos;
}

// "…-3" → 3; 1 when the name does not end in a number from 2 on.
std::uint32_t trailing_number(std::string_view name) {
    const auto dash = name.rfind('-');
    if (dash == std::string_view::npos) return 1;
    const std::string_view digits = name.substr(dash + 1);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool whole = error == std::errc{} && end == digits.data() + digits.size() && digits.size() <= 3;
    return whole && number >= 2 ? number : 1;
}

}  // namespace

std::optional<Stamp> our_stamp(const Snapshot& snapshot, std::string_view owner) {
    if (snapshot.type != SnapshotType::user) return std::nullopt;
    auto stamp = read_stamp(snapshot.description);
    if (!stamp || stamp->owner != owner) return std::nullopt;
    return stamp;
}

Sighting sighting_by_stamp(const Snapshot& snapshot, const Stamp& stamp) {
    Sighting sighting = sighting_of(snapshot);
    sighting.snapshot_number = stamp.snapshot_number;
    sighting.send_number = stamp.send_number;
    return sighting;
}

std::optional<Sighting> sighting_by_name(const Snapshot& snapshot, std::string_view base_name, std::string_view key) {
    if (snapshot.type != SnapshotType::user) return std::nullopt;
    std::uint32_t number = base_name.empty() ? 0 : number_in_name(base_name, snapshot.name);
    if (number == 0) {
        const auto at = find_key(snapshot.name, key);
        if (at == std::string_view::npos) return std::nullopt;
        number = trailing_number(std::string_view{snapshot.name}.substr(at + key.size()));
    }
    Sighting sighting = sighting_of(snapshot);
    sighting.snapshot_number = number;
    return sighting;
}

bool may_hold_key(std::string_view name) {
    std::size_t length = 0;
    for (const char c : name) {
        if (is_part_edge(c)) {
            if (length == key_length) return true;
            length = 0;
        } else {
            const bool of_a_key = length <= key_length && is_base32({&c, 1});
            length = of_a_key ? length + 1 : key_length + 1;
        }
    }
    return length == key_length;
}

}  // namespace ecdsnap::core
