#include "cli/events/event_listing.hpp"

#include "cli/tables/table.hpp"
#include "core/events/event_fields.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::string event_table(core::Language language, std::size_t width) {
    Table table({{"CODE"}, {"LEVEL"}, {"EVENT"}, {"CAUSE"}});
    for (const auto& type : core::event_catalogue())
        table.add({core::event_code(type.id), core::text(type.level), std::string(type.name),
                   std::string(core::texts_of(type, language).cause)});
    return table.text(width);
}

std::string event_explanation(const core::EventType& type, core::Language language) {
    const auto texts = core::texts_of(type, language);
    std::string out = fmt::format("{} {} ({})\n", core::event_code(type.id), type.name, core::text(type.level));
    out += fmt::format("Cause: {}\n", texts.cause);
    if (!texts.remedy.empty()) out += fmt::format("What to do: {}\n", texts.remedy);
    out += fmt::format("In the journal: journalctl -u ecdsnapd MESSAGE_ID={}\n", core::message_id(type.id));
    if (!type.fields.empty()) out += "Fields, as far as they apply:\n";
    std::size_t widest = 0;
    for (const auto name : type.fields)
        widest = std::max(widest, name.size());
    for (const auto name : type.fields)
        out += fmt::format("  {:<{}}  {}\n", name, widest, core::event_field(name)->meaning);
    return out;
}

Json event_json(const core::EventType& type, core::Language language) {
    const auto texts = core::texts_of(type, language);
    Json json;
    json["id"] = core::event_code(type.id);
    json["event"] = type.name;
    json["level"] = core::text(type.level);
    json["message_id"] = core::message_id(type.id);
    json["cause"] = texts.cause;
    json["remedy"] = texts.remedy.empty() ? Json(nullptr) : Json(texts.remedy);
    json["fields"] = Json::array();
    for (const auto name : type.fields) {
        const auto& field = *core::event_field(name);
        json["fields"].push_back({{"name", field.name}, {"kind", core::text(field.kind)}, {"meaning", field.meaning}});
    }
    return json;
}

Json events_json(core::Language language) {
    Json json;
    json["events"] = Json::array();
    for (const auto& type : core::event_catalogue())
        json["events"].push_back(event_json(type, language));
    return json;
}

}  // namespace ecdsnap::cli
