#include "adapters/yaml/yaml_value.hpp"

#include "core/text/edit_distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <map>

namespace ecdsnap::adapters {
namespace {

std::string joined(const std::string& path, std::string_view key) {
    return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
}

// Long values are cut: a message is a line.
std::string shortened(const std::string& text) {
    constexpr std::size_t limit = 80;
    return text.size() <= limit ? text : text.substr(0, limit) + "…";
}

// `what` was expected and something of another shape stands there.
void refuse_shape(const YamlValue& value, std::string_view what) {
    if (value.is(YamlNode::Kind::null)) return value.refuse("the value is missing", allowed_text(value.key()));
    const bool mapping = value.is(YamlNode::Kind::mapping);
    const std::string hint =
        mapping && value.node().flow && what == "text" ? "text that starts with { needs quotes" : "";
    if (value.is(YamlNode::Kind::scalar))
        return value.refuse_given(fmt::format("stands where {} belongs", what), allowed_text(value.key()));
    value.refuse(fmt::format("{} stands where {} belongs", mapping ? "a mapping" : "a list", what),
                 allowed_text(value.key()), hint);
}

// The scalar's text as a plain word; reports everything else, and quotes.
std::optional<std::string_view> plain_in(const YamlValue& value, std::string_view what) {
    if (!value.is(YamlNode::Kind::scalar)) {
        refuse_shape(value, what);
        return std::nullopt;
    }
    if (value.node().quoted) {
        value.refuse(fmt::format("\"{}\" is text, not {}", shortened(value.node().text), what),
                     allowed_text(value.key()), "write it without quotes");
        return std::nullopt;
    }
    return value.node().text;
}

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (auto& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return lower;
}

// What other programs and older YAML take for a boolean.
std::string boolean_hint(std::string_view text) {
    const auto word = lowered(text);
    for (const std::string_view yes : {"true", "yes", "y", "on", "1"})
        if (word == yes) return "write true";
    for (const std::string_view no : {"false", "no", "n", "off", "0"})
        if (word == no) return "write false";
    return {};
}

bool is_digits(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string number_hint(std::string_view text) {
    if (is_digits(text)) return "write it without the leading zero";
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits), [](char c) { return c != '_' && c != ','; });
    return is_digits(digits) && digits.front() != '0' ? fmt::format("did you mean {}?", digits) : std::string{};
}

}  // namespace

YamlValue YamlValue::child(const YamlEntry& entry, const ConfigKey& key) const {
    return {entry.value, joined(path_, entry.key), key, *report_};
}

YamlValue YamlValue::item(std::size_t index) const {
    return {node_->items[index], fmt::format("{}[{}]", path_, index), *key_, *report_};
}

void YamlValue::refuse(std::string problem, std::string allowed, std::string hint) const {
    report_->problems.push_back(
        {file(), node_->at, path_, std::move(problem), shortened(node_->text), std::move(allowed), std::move(hint)});
}

void YamlValue::refuse_given(std::string_view what, std::string allowed, std::string hint) const {
    refuse(fmt::format("\"{}\" {}", shortened(node_->text), what), std::move(allowed), std::move(hint));
}

void YamlValue::refuse(const core::TextError& error) const {
    refuse(error.problem, error.allowed, error.hint);
    report_->problems.back().at = position_inside(*node_, error.column);
}

void YamlValue::refuse_concealed(std::string problem, std::string allowed, std::string hint) const {
    refuse(std::move(problem), std::move(allowed), std::move(hint));
    report_->problems.back().given.clear();
}

void YamlValue::refuse_key(Position at, std::string_view name, std::string problem, std::string allowed,
                           std::string hint) const {
    report_->problems.push_back({file(),
                                 at,
                                 joined(path_, shortened(std::string(name))),
                                 std::move(problem),
                                 {},
                                 std::move(allowed),
                                 std::move(hint)});
}

void YamlValue::refuse_key(const YamlEntry& entry, std::string problem, std::string allowed, std::string hint) const {
    refuse_key(entry.key_at, entry.key, std::move(problem), std::move(allowed), std::move(hint));
    if (const auto& origin = entry.value.origin) report_->problems.back().file = origin->file;
}

void YamlValue::warn(std::string sentence) const {
    report_->warnings.push_back({file(), node_->at, path_, std::move(sentence), {}, {}, {}});
}

std::optional<std::string> text_or_empty_in(const YamlValue& value) {
    if (value.is(YamlNode::Kind::scalar)) return value.node().text;
    refuse_shape(value, "text");
    return std::nullopt;
}

std::optional<std::string> text_in(const YamlValue& value) {
    auto text = text_or_empty_in(value);
    if (!text || !text->empty()) return text;
    value.refuse("the value is empty", allowed_text(value.key()));
    return std::nullopt;
}

std::optional<bool> boolean_in(const YamlValue& value) {
    const auto text = plain_in(value, "true or false");
    if (!text) return std::nullopt;
    if (*text == "true" || *text == "false") return *text == "true";
    value.refuse_given("is not true or false", allowed_text(value.key()), boolean_hint(*text));
    return std::nullopt;
}

std::optional<std::uint32_t> number_in(const YamlValue& value) {
    const auto text = plain_in(value, "a number");
    if (!text) return std::nullopt;
    const auto allowed = allowed_text(value.key());
    if (!is_digits(*text) || (text->size() > 1 && text->front() == '0')) {
        value.refuse_given("is not a whole number", allowed, number_hint(*text));
        return std::nullopt;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error == std::errc{} && number >= value.key().least && number <= value.key().most)
        return static_cast<std::uint32_t>(number);
    value.refuse_given(number < value.key().least && error == std::errc{} ? "is too small" : "is too large", allowed);
    return std::nullopt;
}

std::optional<std::size_t> word_in(const YamlValue& value) {
    const auto text = text_in(value);
    if (!text) return std::nullopt;
    const auto& words = value.key().words;
    const auto found = std::ranges::find(words, *text);
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
    const auto nearest = core::closest(*text, words);
    value.refuse_given("is not a known word", allowed_text(value.key()),
                       nearest ? fmt::format("did you mean \"{}\"?", *nearest) : std::string{});
    return std::nullopt;
}

std::vector<YamlValue> items_in(const YamlValue& value) {
    if (value.key().single && value.is(YamlNode::Kind::scalar)) return {value};
    if (!value.is(YamlNode::Kind::sequence)) {
        refuse_shape(value, "a list");
        if (value.is(YamlNode::Kind::scalar))
            value.report().problems.back().hint = fmt::format("write [{}]", shortened(value.node().text));
        return {};
    }
    if (value.node().items.empty()) value.refuse("the list is empty", allowed_text(value.key()));
    std::vector<YamlValue> items;
    for (std::size_t i = 0; i < value.node().items.size(); ++i)
        items.push_back(value.item(i));
    return items;
}

std::vector<YamlValue> texts_in(const YamlValue& value) {
    std::vector<YamlValue> texts;
    std::map<std::string, Position> seen;
    for (const auto& item : items_in(value)) {
        if (!text_in(item)) continue;
        const auto [first, is_new] = seen.try_emplace(item.node().text, item.node().at);
        if (is_new)
            texts.push_back(item);
        else
            item.refuse_given(fmt::format("stands here a second time; the first is in line {}", first->second.line), {},
                              "keep one of them");
    }
    return texts;
}

}  // namespace ecdsnap::adapters
