// Reads of foreign JSON that take a number as text and the reverse, and null as absent, but name what is missing where
// something is needed. Only for this folder's .cpp files.
#pragma once

#include "core/result.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {

// nullopt: absent, null, or neither text, number nor boolean.
std::optional<std::string> text_of(const simdjson::dom::element& value);
std::optional<std::string> text_at(const simdjson::dom::object& object, std::string_view key);
std::optional<std::string> text_at_any_case(const simdjson::dom::object& object, std::string_view key);
std::string text_or_empty(const simdjson::dom::object& object, std::string_view key);
std::optional<std::int64_t> integer_at(const simdjson::dom::object& object, std::string_view key);
std::optional<simdjson::dom::array> array_at(const simdjson::dom::object& object, std::string_view key);

std::string trimmed(std::string_view text);              // without white space around it, line ends among it
bool same_word(std::string_view a, std::string_view b);  // ASCII letters in any case
core::Error unreadable(std::string message);             // class `ambiguous`; only the message is set

// Parses `body` and gives its outermost object to `read`, which returns a Result.
template <class Read>
auto with_object(std::string_view body, Read read) -> decltype(read(simdjson::dom::object())) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    if (const auto error = parser.parse(body.data(), body.size()).get(root); error != simdjson::SUCCESS)
        return unreadable(fmt::format("the answer is not JSON ({})", simdjson::error_message(error)));
    simdjson::dom::object object;
    if (root.get_object().get(object) != simdjson::SUCCESS) return unreadable("the answer is not a JSON object");
    return read(object);
}

// Reads each entry of the array `key` with `read_entry`, which returns Result<std::optional<Entry>>; none: left out.
template <class Entry, class ReadEntry>
core::Result<std::vector<Entry>> read_array(const simdjson::dom::object& object, const char* key,
                                            ReadEntry read_entry) {
    const auto array = array_at(object, key);
    if (!array) return unreadable(fmt::format("the answer has no {} array", key));
    std::vector<Entry> entries;
    std::size_t place = 0;
    for (const simdjson::dom::element element : *array) {
        ++place;
        simdjson::dom::object entry;
        if (element.get_object().get(entry) != simdjson::SUCCESS)
            return unreadable(fmt::format("entry {} of {} is not an object", place, key));
        core::Result<std::optional<Entry>> read = read_entry(entry);
        if (!read) return unreadable(fmt::format("entry {} of {}: {}", place, key, read.error().message));
        std::optional<Entry>& kept = *read;
        if (kept) entries.push_back(std::move(*kept));
    }
    return entries;
}

}  // namespace ecdsnap::adapters
