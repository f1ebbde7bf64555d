#include "cli/events/sample_lines.hpp"

#include "adapters/logging/json_line.hpp"
#include "core/events/event_fields.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace ecdsnap::cli {
namespace {

std::string sample_value(const core::EventFieldType& field, core::WallTime time) {
    switch (field.kind) {
        case core::FieldKind::text: return fmt::format("a sample {}", field.name);
        case core::FieldKind::number: return "2";
        case core::FieldKind::instant: return core::utc_text(time + std::chrono::hours{3});
        case core::FieldKind::duration: return "1h30m";
    }
    return "";
}

core::Event sample(const core::EventType& type, core::WallTime time) {
    core::Event event{type.id, fmt::format("sample: {}", type.cause), {}};
    for (const auto name : type.fields)
        event.fields.push_back({name, sample_value(*core::event_field(name), time)});
    return event;
}

}  // namespace

std::string sample_lines(core::WallTime time) {
    std::string lines;
    for (const auto& type : core::event_catalogue())
        lines += adapters::json_line(sample(type, time), time, "sample") + '\n';
    return lines;
}

}  // namespace ecdsnap::cli
