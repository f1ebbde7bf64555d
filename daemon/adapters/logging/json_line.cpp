#include "adapters/logging/json_line.hpp"

#include "core/events/event_fields.hpp"
#include "core/text/utc_text.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <cstdint>

namespace ecdsnap::adapters {
namespace {

using Json = nlohmann::ordered_json;

// A number where the catalogue says so; a text that is none stays one rather than being lost.
Json value_of(const core::EventField& field) {
    std::uint64_t number = 0;
    const char* end = field.value.data() + field.value.size();
    const core::EventFieldType* type = core::event_field(field.name);
    if (type != nullptr && type->kind == core::FieldKind::number) {
        const auto read = std::from_chars(field.value.data(), end, number);
        if (read.ec == std::errc{} && read.ptr == end) return number;
    }
    return field.value;
}

}  // namespace

std::string json_line(const core::Event& event, core::WallTime time, std::string_view version) {
    const auto& type = core::event_type(event.id);
    Json line;
    line["time"] = core::utc_text(time);
    line["level"] = core::text(type.level);
    line["id"] = core::event_code(event.id);
    line["event"] = type.name;
    line["message"] = event.message;
    for (const auto& field : event.fields)
        line[std::string(field.name)] = value_of(field);
    if (const auto remedy = core::shown_remedy(event); !remedy.empty()) line["remedy"] = remedy;
    line["version"] = version;
    // What is not UTF-8 becomes U+FFFD; line ends are escaped by JSON itself.
    return line.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ecdsnap::adapters
