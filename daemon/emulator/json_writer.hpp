// Writes JSON straight into a string. Pages of 100 desktops are the emulator's main output; a tree in between would be
// most of their cost.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace ecdsnap::emulator {

class JsonWriter {
public:
    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& key(std::string_view name);

    /// Text that is not UTF-8 is written byte by byte as U+0000 to U+00FF, so that the document stays valid.
    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
    JsonWriter& value(std::same_as<bool> auto truth) { return literal(truth ? "true" : "false"); }
    JsonWriter& value(double number);
    template <std::integral Number>
    requires(!std::same_as<Number, bool>) JsonWriter& value(Number number) { return literal(std::to_string(number)); }

    template <class Value>
    JsonWriter& member(std::string_view name, const Value& content) {
        return key(name).value(content);
    }

    std::string take() { return std::move(text_); }

private:
    JsonWriter& literal(std::string_view text);
    void separate();
    void quote(std::string_view text);

    std::string text_;
    bool needs_comma_ = false;
};

}  // namespace ecdsnap::emulator
