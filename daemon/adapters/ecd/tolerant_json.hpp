// Reads of foreign JSON in one pass, without a tree of it: whoever reads an object is given each of its fields, in the
// order they come in, and takes what it needs. A number or boolean passes for text, null for absent; of fields with one
// name the last counts. What is missing where something is needed is named. Lists and objects that nobody reads are
// stepped over: their brackets must match, and no more is asked of them. Only for this folder's .cpp files.
#pragma once

#include "core/result.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ecdsnap::adapters {

std::string_view trimmed(std::string_view text);         // without white space around it, line ends among it
bool same_word(std::string_view a, std::string_view b);  // ASCII letters in any case
core::Error unreadable(std::string message);             // class `ambiguous`; only the message is set

// A value on the way through its document. Texts are valid until with_object() ends.
class JsonValue {
public:
    // Broken JSON is simdjson's exception, here and wherever the reading goes on; with_object() makes an Error of it.
    explicit JsonValue(simdjson::ondemand::value value);

    std::optional<std::string_view> text() const { return text_; }  // nullopt: null, a list or an object
    std::string_view text_or_empty() const { return text_.value_or(std::string_view()); }
    std::string_view word() const { return trimmed(text_or_empty()); }
    std::optional<std::int64_t> integer() const;

    // Once at most. nullopt: of another kind.
    std::optional<simdjson::ondemand::array> array();
    std::optional<simdjson::ondemand::object> object();

private:
    simdjson::ondemand::value value_;
    simdjson::ondemand::json_type type_;
    std::optional<std::string_view> text_;
};

// Gives each field to `take(key, value)`.
template <class Take>
void for_each_field(simdjson::ondemand::object object, Take take) {
    for (auto field : object) {
        const std::string_view key = field.unescaped_key();
        JsonValue value{simdjson::ondemand::value(field.value())};
        take(key, value);
    }
}

template <class Take>
void for_each_value(simdjson::ondemand::array array, Take take) {
    for (simdjson::ondemand::value element : array) {
        JsonValue value{element};
        take(value);
    }
}

// What is done with the field of that name: the reader of an object is a table of these.
template <class Entry>
struct JsonField {
    std::string_view key;
    void (*take)(Entry& entry, JsonValue& value);
};

template <class Entry, std::size_t count>
void take_field(const std::array<JsonField<Entry>, count>& fields, Entry& entry, std::string_view key,
                JsonValue& value) {
    for (const JsonField<Entry>& field : fields)
        if (field.key == key) return field.take(entry, value);
}

template <class Entry, std::size_t count>
Entry read_fields(const std::array<JsonField<Entry>, count>& fields, simdjson::ondemand::object object) {
    Entry entry;
    for_each_field(object, [&](std::string_view key, JsonValue& value) { take_field(fields, entry, key, value); });
    return entry;
}

bool is_at_end(simdjson::ondemand::document& document);

// Gives the outermost object of `body` to `read`, which goes through all of it and returns a Result.
template <class Read>
auto with_object(std::string_view body, Read read) -> decltype(read(simdjson::ondemand::object())) {
    try {
        const simdjson::padded_string padded(body);
        simdjson::ondemand::parser parser;
        simdjson::ondemand::document document = parser.iterate(padded);
        if (document.type() != simdjson::ondemand::json_type::object)
            return unreadable("the answer is not a JSON object");
        auto result = read(simdjson::ondemand::object(document.get_object()));
        if (result && !is_at_end(document)) return unreadable("the answer is not JSON (something follows its end)");
        return result;
    } catch (const simdjson::simdjson_error& error) {
        return unreadable(fmt::format("the answer is not JSON ({})", error.what()));
    }
}

std::vector<std::string> texts_in(simdjson::ondemand::array list);
// Of a document that is a list; none: it is no list.
std::vector<std::string> texts_of_list(std::string_view document);

// An answer that lists something, page by page.
template <class Entry>
struct JsonPage {
    std::vector<Entry> entries;
    std::string next_token;
};

// Reads each entry of a list with `read_entry`, which returns Result<std::optional<Entry>>; none: left out. The first
// entry that cannot be read is named by its place.
template <class Entry, class ReadEntry>
core::Result<std::vector<Entry>> read_list(simdjson::ondemand::array list, const char* name, ReadEntry read_entry) {
    std::vector<Entry> entries;
    std::size_t place = 0;
    for (simdjson::ondemand::value element : list) {
        ++place;
        const auto object = JsonValue(element).object();
        if (!object) return unreadable(fmt::format("entry {} of {} is not an object", place, name));
        core::Result<std::optional<Entry>> read = read_entry(*object);
        if (!read) return unreadable(fmt::format("entry {} of {}: {}", place, name, read.error().message));
        std::optional<Entry>& kept = *read;
        if (kept) entries.push_back(std::move(*kept));
    }
    return entries;
}

// Reads an answer whose list is the field `name`; without that list it is none.
template <class Entry, class ReadEntry>
core::Result<JsonPage<Entry>> read_page(std::string_view body, const char* name, ReadEntry read_entry) {
    return with_object(body, [&](simdjson::ondemand::object object) -> core::Result<JsonPage<Entry>> {
        core::Result<std::vector<Entry>> entries = unreadable(fmt::format("the answer has no {} array", name));
        JsonPage<Entry> page;
        for_each_field(object, [&](std::string_view key, JsonValue& value) {
            if (key == "NextToken") page.next_token = value.text_or_empty();
            if (key != name) return;
            if (auto list = value.array()) entries = read_list<Entry>(*list, name, read_entry);
        });
        if (!entries) return entries.error();
        page.entries = std::move(*entries);
        return page;
    });
}

}  // namespace ecdsnap::adapters
