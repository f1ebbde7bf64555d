// The catalogue as a table, one event explained, and both as JSON.
#pragma once

#include "core/events/event_translations.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>

namespace ecdsnap::cli {

std::string event_table(core::Language language, std::size_t width);
std::string event_explanation(const core::EventType& type, core::Language language);

nlohmann::ordered_json event_json(const core::EventType& type, core::Language language);
nlohmann::ordered_json events_json(core::Language language);

}  // namespace ecdsnap::cli
