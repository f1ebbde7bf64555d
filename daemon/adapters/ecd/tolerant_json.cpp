#include "adapters/ecd/tolerant_json.hpp"

#include <algorithm>
#include <charconv>

namespace ecdsnap::adapters {

namespace ondemand = simdjson::ondemand;
using ondemand::json_type;

std::string_view trimmed(std::string_view text) {
    constexpr const char* white = " \t\r\n";
    const auto first = text.find_first_not_of(white);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white) - first + 1);
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

namespace {

// As it is written; what is no number in JSON is refused.
std::string_view number_text(ondemand::value value) {
    const ondemand::number checked = value.get_number();
    (void)checked;
    return trimmed(value.raw_json_token());
}

std::optional<std::string_view> text_of(ondemand::value& value, json_type type) {
    switch (type) {
        case json_type::string: return std::string_view(value.get_string());
        case json_type::number: return number_text(value);
        case json_type::boolean: return bool(value.get_bool()) ? "true" : "false";
        case json_type::null:
            if (!bool(value.is_null())) throw simdjson::simdjson_error(simdjson::N_ATOM_ERROR);
            return std::nullopt;
        case json_type::array:
        case json_type::object: break;
    }
    return std::nullopt;
}

}  // namespace

JsonValue::JsonValue(ondemand::value value) : value_(value), type_(value_.type()), text_(text_of(value_, type_)) {}

std::optional<std::int64_t> JsonValue::integer() const {
    if (!text_) return std::nullopt;
    std::int64_t value = 0;
    const auto* const end = text_->data() + text_->size();
    const auto [stopped, error] = std::from_chars(text_->data(), end, value);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return value;
}

std::optional<ondemand::array> JsonValue::array() {
    if (type_ != json_type::array) return std::nullopt;
    return ondemand::array(value_.get_array());
}

std::optional<ondemand::object> JsonValue::object() {
    if (type_ != json_type::object) return std::nullopt;
    return ondemand::object(value_.get_object());
}

bool is_at_end(ondemand::document& document) {
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

std::vector<std::string> texts_in(ondemand::array list) {
    std::vector<std::string> texts;
    for_each_value(list, [&](const JsonValue& value) {
        if (value.text()) texts.emplace_back(*value.text());
    });
    return texts;
}

std::vector<std::string> texts_of_list(std::string_view document) {
    try {
        const simdjson::padded_string padded(document);
        ondemand::parser parser;
        ondemand::document list = parser.iterate(padded);
        std::vector<std::string> texts = texts_in(list.get_array());
        return is_at_end(list) ? std::move(texts) : std::vector<std::string>();
    } catch (const simdjson::simdjson_error&) {
        return {};
    }
}

}  // namespace ecdsnap::adapters
