#include "cli/events/line_schema.hpp"

#include "core/events/event.hpp"
#include "core/events/event_fields.hpp"

#include <nlohmann/json.hpp>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* instant_pattern = R"(^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$)";
constexpr const char* duration_pattern = R"(^(\d+(ms|[dhms]))+$)";

Json field_schema(const core::EventFieldType& field) {
    Json schema;
    schema["description"] = field.meaning;
    switch (field.kind) {
        case core::FieldKind::text: schema["type"] = "string"; break;
        case core::FieldKind::number:
            schema["type"] = "integer";
            schema["minimum"] = 0;
            break;
        case core::FieldKind::instant:
            schema["type"] = "string";
            schema["pattern"] = instant_pattern;
            break;
        case core::FieldKind::duration:
            schema["type"] = "string";
            schema["pattern"] = duration_pattern;
            break;
    }
    return schema;
}

Json event_schema(const core::EventType& type) {
    Json properties;
    properties["time"] = true;
    properties["level"]["const"] = core::text(type.level);
    properties["id"]["const"] = core::event_code(type.id);
    properties["event"]["const"] = type.name;
    properties["message"] = true;
    for (const auto name : type.fields)
        properties[std::string(name)]["$ref"] = "#/definitions/" + std::string(name);
    if (core::remedy_is_by_reason(type.id))
        properties["remedy"]["type"] = "string";
    else if (type.level >= core::EventLevel::warning)
        properties["remedy"]["const"] = type.remedy;
    properties["version"] = true;
    Json schema;
    schema["description"] = type.cause;
    schema["properties"] = std::move(properties);
    schema["additionalProperties"] = false;
    return schema;
}

}  // namespace

Json line_schema() {
    Json schema;
    schema["$schema"] = "http://json-schema.org/draft-07/schema#";
    schema["title"] = "A line of the log of ecdsnapd";
    schema["$comment"] = "Made by `ecdsnap events --format schema`.";
    schema["type"] = "object";
    schema["required"] = {"time", "level", "id", "event", "message", "version"};
    Json& properties = schema["properties"];
    properties["time"] = {{"description", "when, in UTC"}, {"type", "string"}, {"pattern", instant_pattern}};
    properties["level"] = {{"description", "by consequence: error means that a snapshot did not happen"},
                           {"enum", {"debug", "info", "warning", "error"}}};
    properties["id"] = {{"description", "stable, never reused"}, {"type", "string"}, {"pattern", "^ECDS-[0-9]{4}$"}};
    properties["event"] = {{"description", "the same, as a word"}, {"type", "string"}};
    properties["message"] = {{"description", "one sentence for people"}, {"type", "string"}, {"minLength", 1}};
    properties["version"] = {{"description", "of the program"}, {"type", "string"}};
    schema["oneOf"] = Json::array();
    for (const auto& type : core::event_catalogue())
        schema["oneOf"].push_back(event_schema(type));
    for (const auto& field : core::event_fields())
        schema["definitions"][std::string(field.name)] = field_schema(field);
    return schema;
}

}  // namespace ecdsnap::cli
