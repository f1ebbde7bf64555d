#include "emulator/admin/json_body.hpp"

#include <algorithm>

namespace ecdsnap::emulator {

JsonBody::JsonBody(const std::string& text) : json_(nlohmann::json::parse(text, nullptr, false)) {
    if (!json_.is_object()) fail("the body must be a JSON object");
}

void JsonBody::fail(std::string problem) {
    if (!problem_) problem_ = Problem{std::move(problem)};
}

const nlohmann::json* JsonBody::find(const std::string& key) {
    asked_.insert(key);
    if (!json_.is_object()) return nullptr;
    const auto found = json_.find(key);
    return found == json_.end() ? nullptr : &*found;
}

std::optional<std::string> JsonBody::text(const std::string& key) {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (const auto* text = value->get_ptr<const std::string*>()) return *text;
    fail(key + " must be text");
    return std::nullopt;
}

std::optional<double> JsonBody::number(const std::string& key) {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_number()) return value->get<double>();
    fail(key + " must be a number");
    return std::nullopt;
}

std::optional<bool> JsonBody::truth(const std::string& key) {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_boolean()) return value->get<bool>();
    fail(key + " must be true or false");
    return std::nullopt;
}

std::optional<std::vector<std::string>> JsonBody::texts(const std::string& key) {
    const auto* value = find(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_string()) return std::vector<std::string>{value->get<std::string>()};
    if (value->is_array() && std::ranges::all_of(*value, [](const auto& item) { return item.is_string(); })) {
        return value->get<std::vector<std::string>>();
    }
    fail(key + " must be a list of texts");
    return std::nullopt;
}

std::optional<Problem> JsonBody::finish() {
    for (const auto& [key, value] : json_.items()) {
        if (!asked_.contains(key)) fail("unknown key " + key);
    }
    return problem_;
}

}  // namespace ecdsnap::emulator
