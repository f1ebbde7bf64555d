#include "core/events/event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace ecdsnap::core {
namespace {

const EventType* find(EventId id) {
    const auto types = event_catalogue();
    const auto found = std::ranges::find(types, id, &EventType::id);
    return found == types.end() ? nullptr : &*found;
}

bool is_number(std::string_view value) {
    return !value.empty() && value.size() <= 18 && value.find_first_not_of("0123456789") == value.npos;
}

std::string check_field(const EventType& type, const Event& event, const EventField& field) {
    if (std::ranges::find(type.fields, field.name) == type.fields.end())
        return fmt::format("{}: field '{}' is not in the catalogue", type.name, field.name);
    if (std::ranges::count(event.fields, field.name, &EventField::name) > 1)
        return fmt::format("{}: field '{}' is given twice", type.name, field.name);
    if (is_number_field(field.name) && !is_number(field.value))
        return fmt::format("{}: field '{}' is not a number: '{}'", type.name, field.name, field.value);
    return {};
}

}  // namespace

const EventType& event_type(EventId id) {
    if (const auto* type = find(id)) return *type;
    throw std::logic_error("event " + event_code(id) + " is not in the catalogue");
}

const char* text(EventLevel level) {
    switch (level) {
        case EventLevel::debug: return "debug";
        case EventLevel::info: return "info";
        case EventLevel::warning: return "warning";
        case EventLevel::error: return "error";
    }
    return "?";
}

std::string event_code(EventId id) {
    return fmt::format("ECDS-{:04}", static_cast<unsigned>(id));
}

std::string check_event(const Event& event) {
    const auto* type = find(event.id);
    if (type == nullptr) return event_code(event.id) + " is not in the catalogue";
    if (event.message.empty()) return fmt::format("{}: no message", type->name);
    for (const auto& field : event.fields)
        if (auto problem = check_field(*type, event, field); !problem.empty()) return problem;
    return {};
}

}  // namespace ecdsnap::core
