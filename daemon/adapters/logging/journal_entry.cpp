#include "adapters/logging/journal_entry.hpp"

#include "adapters/logging/text_line.hpp"
#include "core/events/event_fields.hpp"
#include "core/text/printable.hpp"

#include <cstddef>

namespace ecdsnap::adapters {
namespace {

// Longer values are cut, so that a datagram stays below what a socket takes (200 KiB by default).
constexpr std::size_t longest_value = 32 * 1024;

// A value is printable, so that no line end is in it.
void add(std::string& entry, std::string_view name, std::string_view value) {
    entry += name;
    entry += '=';
    entry += value.substr(0, longest_value);
    entry += '\n';
}

}  // namespace

int journal_priority(core::EventLevel level) {
    switch (level) {
        case core::EventLevel::error: return 3;
        case core::EventLevel::warning: return 4;
        case core::EventLevel::info: return 6;
        case core::EventLevel::debug: return 7;
    }
    return 6;
}

std::string line_of_entry(std::string_view entry, bool with_level) {
    const auto value_of = [&](std::string_view name) {
        const auto begin = entry.find(name) + name.size();
        return std::string(entry.substr(begin, entry.find('\n', begin) - begin));
    };
    const std::string message = value_of("MESSAGE=");  // the first field
    return with_level ? "<" + value_of("\nPRIORITY=") + ">" + message : message;
}

std::string journal_entry(const core::Event& event, std::string_view version) {
    const auto& type = core::event_type(event.id);
    std::string entry;
    add(entry, "MESSAGE", message_text(event));
    add(entry, "PRIORITY", std::to_string(journal_priority(type.level)));
    add(entry, "SYSLOG_IDENTIFIER", "ecdsnapd");
    add(entry, "MESSAGE_ID", core::message_id(event.id));
    add(entry, "ECDSNAP_ID", core::event_code(event.id));
    add(entry, "ECDSNAP_EVENT", type.name);
    add(entry, "ECDSNAP_VERSION", version);
    for (const auto& field : event.fields)
        add(entry, core::journal_field(field.name), core::printable(field.value));
    return entry;
}

}  // namespace ecdsnap::adapters
