// Checked reading of a JSON object: a missing key or another type gives the default, never an exception.
#pragma once

#include "core/text/utc_text.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace ecdsnap::cli {

class JsonFields {
public:
    explicit JsonFields(const nlohmann::json& object) : object_(object) {}

    std::string text(const char* key) const {
        const auto* value = find(key);
        return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
    }
    template <class Number>
    Number number(const char* key) const {
        const auto* value = find(key);
        return value != nullptr && value->is_number() ? value->get<Number>() : Number{};
    }
    template <class Number>
    std::optional<Number> number_or_none(const char* key) const {
        const auto* value = find(key);
        if (value == nullptr || !value->is_number()) return std::nullopt;
        return value->get<Number>();
    }
    bool flag(const char* key) const {
        const auto* value = find(key);
        return value != nullptr && value->is_boolean() && value->get<bool>();
    }
    std::optional<core::WallTime> time(const char* key) const { return core::utc_from(text(key)); }

    // An object or array below; an empty one when it is not there.
    const nlohmann::json& below(const char* key) const {
        static const nlohmann::json nothing = nlohmann::json::object();
        const auto* value = find(key);
        return value != nullptr && value->is_structured() ? *value : nothing;
    }
    bool has_object(const char* key) const {
        const auto* value = find(key);
        return value != nullptr && value->is_object();
    }

private:
    const nlohmann::json* find(const char* key) const {
        if (!object_.is_object()) return nullptr;
        const auto found = object_.find(key);
        return found == object_.end() ? nullptr : &*found;
    }

    const nlohmann::json& object_;
};

}  // namespace ecdsnap::cli
