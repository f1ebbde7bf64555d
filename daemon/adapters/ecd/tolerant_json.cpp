#include "adapters/ecd/tolerant_json.hpp"

#include <algorithm>
#include <charconv>

namespace ecdsnap::adapters {

namespace dom = simdjson::dom;

std::optional<std::string> text_of(const dom::element& value) {
    switch (value.type()) {
        case dom::element_type::STRING: return std::string(value.get_string().value_unsafe());
        case dom::element_type::INT64: return std::to_string(value.get_int64().value_unsafe());
        case dom::element_type::UINT64: return std::to_string(value.get_uint64().value_unsafe());
        case dom::element_type::DOUBLE: return std::to_string(value.get_double().value_unsafe());
        case dom::element_type::BOOL: return value.get_bool().value_unsafe() ? "true" : "false";
        case dom::element_type::NULL_VALUE:
        case dom::element_type::ARRAY:
        case dom::element_type::OBJECT: break;
    }
    return std::nullopt;
}

std::optional<std::string> text_at(const dom::object& object, std::string_view key) {
    dom::element value;
    if (object.at_key(key).get(value) != simdjson::SUCCESS) return std::nullopt;
    return text_of(value);
}

std::optional<std::string> text_at_any_case(const dom::object& object, std::string_view key) {
    dom::element value;
    if (object.at_key_case_insensitive(key).get(value) != simdjson::SUCCESS) return std::nullopt;
    return text_of(value);
}

std::string text_or_empty(const dom::object& object, std::string_view key) {
    return text_at(object, key).value_or(std::string());
}

std::optional<std::int64_t> integer_at(const dom::object& object, std::string_view key) {
    const auto text = text_at(object, key);
    if (!text) return std::nullopt;
    std::int64_t value = 0;
    const auto* const end = text->data() + text->size();
    const auto [stopped, error] = std::from_chars(text->data(), end, value);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return value;
}

std::optional<dom::array> array_at(const dom::object& object, std::string_view key) {
    dom::array value;
    if (object.at_key(key).get_array().get(value) != simdjson::SUCCESS) return std::nullopt;
    return value;
}

std::string trimmed(std::string_view text) {
    constexpr const char* white = " \t\r\n";
    const auto first = text.find_first_not_of(white);
    if (first == std::string_view::npos) return {};
    return std::string(text.substr(first, text.find_last_not_of(white) - first + 1));
}

bool same_word(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

core::Error unreadable(std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::ambiguous;
    error.message = std::move(message);
    return error;
}

}  // namespace ecdsnap::adapters
