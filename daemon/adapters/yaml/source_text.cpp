#include "adapters/yaml/source_text.hpp"

#include "core/text/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::adapters {
namespace {

// Where the value of the line's last `key: ` or `- ` starts, as far as only indentation, keys and dashes stand before
// it; npos: the line has none.
std::size_t value_start(std::string_view line) {
    std::size_t start = line.find_first_not_of(' ');
    while (start != std::string_view::npos && line.substr(start, 2) == "- ")
        start = line.find_first_not_of(' ', start + 2);
    if (start == std::string_view::npos) return start;
    const auto colon = line.find(": ", start);
    const auto key = line.substr(start, colon == std::string_view::npos ? colon : colon - start);
    const bool is_key = colon != std::string_view::npos && key.find_first_of("\"'{}[]*&!,#") == std::string_view::npos;
    return is_key ? line.find_first_not_of(' ', colon + 2) : start;
}

// A brace that opens a template instead of a mapping: text goes on behind its end.
bool opens_template(std::string_view value) {
    const auto end = value.find('}');
    if (end == std::string_view::npos) return false;
    const auto rest = value.substr(end + 1);
    const auto next = rest.find_first_not_of(" \r");
    return next != std::string_view::npos && rest[next] != '#' && rest[next] != ',' && rest[next] != '}' &&
           rest[next] != ']';
}

constexpr std::string_view special = "*&!%@`";

// The value inside {} or [] whose special first character the error is at or right behind; npos: there is none.
std::size_t flow_value_start(std::string_view line, std::size_t column) {
    for (const auto at : {column, column - 1}) {
        if (at == 0 || at >= line.size() || special.find(line[at]) == std::string_view::npos) continue;
        if (std::string_view(" ,{[").find(line[at - 1]) == std::string_view::npos) continue;
        if (line.substr(0, at).find_first_of("{[") != std::string_view::npos) return at;
    }
    return std::string_view::npos;
}

// Why the value needs quotes; empty: it does not.
std::string needs_quotes(std::string_view value) {
    if (value.empty()) return {};
    if (special.find(value.front()) != std::string_view::npos)
        return fmt::format("a value that starts with {} needs quotes", value.front());
    if (value.front() == '{' && opens_template(value)) return "a value that starts with { needs quotes";
    if (value.front() == '{' || value.front() == '[' || value.front() == '"' || value.front() == '\'') return {};
    const auto colon = value.find(": ");
    const auto comment = value.find(" #");
    if (colon != std::string_view::npos && colon < comment)
        return "a value with a colon and a blank in it needs quotes";
    return {};
}

// "put it in quotes: "…"" with the value as it stands.
std::string quoting_hint(std::string_view value) {
    value = value.substr(0, std::min(value.find(" #"), value.size()));
    while (!value.empty() && (value.back() == ' ' || value.back() == '\r'))
        value.remove_suffix(1);
    const bool plain = value.size() <= 100 && value.find_first_of("\"\\") == std::string_view::npos;
    return plain ? fmt::format("put it in quotes: \"{}\"", value) : "put it in quotes";
}

}  // namespace

SourceText::SourceText(std::string_view text) : text_(text), line_starts_{0} {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '\n') line_starts_.push_back(i + 1);
}

std::size_t SourceText::line_start(std::size_t byte) const {
    return *std::prev(std::upper_bound(line_starts_.begin(), line_starts_.end(), std::min(byte, text_.size())));
}

std::string_view SourceText::line_of(std::size_t byte) const {
    const auto rest = text_.substr(line_start(byte));
    return rest.substr(0, rest.find('\n'));
}

Position SourceText::position_of(std::size_t byte) const {
    byte = std::min(byte, text_.size());
    const auto start = line_start(byte);
    const auto line = std::lower_bound(line_starts_.begin(), line_starts_.end(), start) - line_starts_.begin();
    return {static_cast<std::size_t>(line) + 1, core::utf8_length(text_.substr(start, byte - start)) + 1};
}

bool SourceText::quote_is_closed(std::size_t byte) const {
    const char quote = at(byte);
    for (std::size_t i = byte + 1; i < text_.size(); ++i) {
        if (quote == '"' && text_[i] == '\\') {
            ++i;
        } else if (text_[i] == quote) {
            if (quote == '"' || at(i + 1) != quote) return true;
            ++i;  // '' is one quote inside
        }
    }
    return false;
}

std::optional<YamlProblem> check_bytes(std::string_view text) {
    if (text.size() > yaml_size_limit)
        return YamlProblem{{}, fmt::format("the file has {} bytes; at most 1 MiB is read", text.size()), {}};
    const SourceText source(text);
    if (const auto zero = text.find('\0'); zero != std::string_view::npos)
        return YamlProblem{source.position_of(zero), "a zero byte: this is no text in UTF-8", "save the file as UTF-8"};
    if (const auto bad = core::invalid_utf8(text))
        return YamlProblem{source.position_of(*bad),
                           fmt::format("byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(text[*bad])),
                           "save the file as UTF-8"};
    return std::nullopt;
}

std::optional<YamlProblem> check_directives(std::string_view text) {
    const SourceText source(text);
    for (std::size_t start = 0; start < text.size();) {
        const auto line = source.line_of(start);
        const auto first = line.find_first_not_of(" \t\r");
        const bool says_nothing = first == std::string_view::npos || line[first] == '#';
        if (line.starts_with('%') && !line.starts_with("%YAML "))
            return YamlProblem{source.position_of(start), "directives (%NAME) are not supported",
                               "a value that starts with % needs quotes"};
        if (!says_nothing && !line.starts_with('%')) break;
        start += line.size() + 1;
    }
    return std::nullopt;
}

YamlProblem explain_syntax(const SourceText& source, std::size_t byte, const std::string& message) {
    const auto line_start = source.line_start(byte);
    const auto indent = source.line_of(byte).find_first_not_of(" \t");
    const auto tab = source.line_of(byte).find('\t');
    if (tab != std::string_view::npos && tab <= indent)
        return {source.position_of(line_start + tab), "a tab in the indentation", "indent with blanks"};
    const auto in_flow = flow_value_start(source.line_of(byte), byte - line_start);
    if (in_flow != std::string_view::npos) {
        const auto value = source.line_of(byte).substr(in_flow);
        return {source.position_of(line_start + in_flow), needs_quotes(value), "put it in quotes"};
    }
    // The culprit is on the line of the error or, when the parser noticed late, on the one before.
    for (const auto start : {line_start, source.line_start(line_start == 0 ? 0 : line_start - 1)}) {
        const auto line = source.line_of(start);
        const auto value = value_start(line);
        if (value == std::string_view::npos) continue;
        if (auto reason = needs_quotes(line.substr(value)); !reason.empty())
            return {source.position_of(start + value), std::move(reason), quoting_hint(line.substr(value))};
    }
    return {source.position_of(byte), fmt::format("not valid YAML: {}", message), {}};
}

}  // namespace ecdsnap::adapters
