// JSON pieces that all answers of the control socket are made of.
#pragma once

#include "core/text/utc_text.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace ecdsnap::adapters {

using Json = nlohmann::ordered_json;

inline Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

// The epoch stands for "not yet".
inline Json time_or_null(core::WallTime time) {
    return time == core::WallTime{} ? Json(nullptr) : Json(core::utc_text(time));
}

// One line; what is not UTF-8 becomes U+FFFD (the cloud's texts are foreign).
inline std::string json_text(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ecdsnap::adapters
