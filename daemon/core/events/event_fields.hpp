// What the fields of events are: each name has one meaning and one type, wherever it appears. Log lines, the journal's
// fields, the JSON Schema of a line and `ecdsnap events` come from here.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ecdsnap::core {

enum class FieldKind : std::uint8_t {
    text,
    number,    // 0 to 10^18-1, in digits
    instant,   // RFC 3339 in UTC: "2026-11-24T18:00:00Z", or with milliseconds
    duration,  // "1h30m", "0s"
};

struct EventFieldType {
    std::string_view name;  // snake_case
    FieldKind kind;
    std::string_view meaning;  // for people, one line
};

std::span<const EventFieldType> event_fields();            // in the order of their names
const EventFieldType* event_field(std::string_view name);  // nullptr: no event has it
const char* text(FieldKind kind);

// Whether a value is of its kind, as written here.
bool is_of_kind(std::string_view value, FieldKind kind);

// The journal's name of a field: "ECDSNAP_SLOT_LOCAL".
std::string journal_field(std::string_view name);

}  // namespace ecdsnap::core
