#include "core/events/event.hpp"

#include "core/events/event_fields.hpp"
#include "core/events/reason_remedies.hpp"

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

std::string check_field(const EventType& type, const Event& event, const EventField& field) {
    if (std::ranges::find(type.fields, field.name) == type.fields.end())
        return fmt::format("{}: field '{}' is not in the catalogue", type.name, field.name);
    if (std::ranges::count(event.fields, field.name, &EventField::name) > 1)
        return fmt::format("{}: field '{}' is given twice", type.name, field.name);
    const EventFieldType* known = event_field(field.name);
    if (known == nullptr) return fmt::format("{}: field '{}' has no meaning", type.name, field.name);
    if (!is_of_kind(field.value, known->kind))
        return fmt::format("{}: field '{}' is no {}: '{}'", type.name, field.name, text(known->kind), field.value);
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

std::string message_id(EventId id) {
    return fmt::format("5b6f0d3c1a7e4c0f8d2e9a4b7c61{:04}", static_cast<unsigned>(id));
}

const EventType* find_event_type(std::string_view typed) {
    constexpr std::string_view prefix = "ecds-";
    const auto same_letter = [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); };
    const bool prefixed = std::ranges::equal(prefix, typed.substr(0, prefix.size()), same_letter);
    const std::string_view number = prefixed ? typed.substr(prefix.size()) : typed;
    const auto same = [&](const EventType& type) {
        return typed == type.name || number == fmt::format("{:04}", static_cast<unsigned>(type.id));
    };
    const auto types = event_catalogue();
    const auto found = std::ranges::find_if(types, same);
    return found == types.end() ? nullptr : &*found;
}

bool remedy_is_by_reason(EventId id) {
    return id == EventId::root_cause || id == EventId::calls_held_back;
}

std::string_view shown_remedy(const Event& event) {
    const EventType& type = event_type(event.id);
    if (type.level < EventLevel::warning) return {};
    if (!remedy_is_by_reason(event.id)) return type.remedy;
    const auto reason = std::ranges::find(event.fields, "reason", &EventField::name);
    const auto special = reason == event.fields.end() ? std::string_view{} : remedy_for(reason->value);
    return special.empty() ? type.remedy : special;
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
