#include "adapters/ecd/error_body.hpp"

#include "adapters/ecd/tolerant_json.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ecdsnap::adapters {
namespace {

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

// Codes and request ids are shown and compared: anything else in their place is not one.
std::string_view word_or_empty(std::string_view text) {
    const auto is_allowed = [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    };
    const bool good = text.size() <= 128 && std::all_of(text.begin(), text.end(), is_allowed);
    return good ? text : std::string_view();
}

std::string_view code_or_empty(std::string_view text) {
    if (text.empty() || !is_letter(text.front())) return {};
    return word_or_empty(text);
}

ErrorBody make_body(std::string_view code, std::string_view message, std::string_view request_id) {
    ErrorBody body;
    body.code = code_or_empty(trimmed(code));
    body.message = trimmed(message);
    body.request_id = word_or_empty(trimmed(request_id));
    return body;
}

core::Result<ErrorBody> read_json(simdjson::ondemand::object object) {
    std::string_view code;
    std::string_view message;
    std::string_view request_id;
    for_each_field(object, [&](std::string_view key, const JsonValue& value) {
        if (same_word(key, "Code")) code = value.text_or_empty();
        if (same_word(key, "Message")) message = value.text_or_empty();
        if (same_word(key, "RequestId")) request_id = value.text_or_empty();
    });
    return make_body(code, message, request_id);
}

// The text with the five entities of XML replaced.
std::string unescaped(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 5> entities{
        {{"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}, {"&amp;", '&'}}};
    std::string out;
    while (!text.empty()) {
        const auto* const entity = std::find_if(entities.begin(), entities.end(),
                                                [&](const auto& each) { return text.starts_with(each.first); });
        out += entity == entities.end() ? text.front() : entity->second;
        text.remove_prefix(entity == entities.end() ? 1 : entity->first.size());
    }
    return out;
}

std::string xml_element(std::string_view document, const std::string& name) {
    const std::string open = "<" + name + ">";
    const auto start = document.find(open);
    if (start == std::string_view::npos) return {};
    const auto end = document.find("</" + name + ">", start);
    if (end == std::string_view::npos) return {};
    return unescaped(document.substr(start + open.size(), end - start - open.size()));
}

// " titled 'Log in'", as a portal or a proxy calls its page; empty: it has no title.
std::string title_of(std::string_view page) {
    constexpr std::size_t longest = 60;  // bytes
    const std::string title(trimmed(xml_element(page, "title")));
    if (title.empty()) return {};
    return " titled '" + (title.size() > longest ? title.substr(0, longest) + "…" : title) + "'";
}

std::optional<ErrorBody> read_xml(std::string_view document) {
    if (!document.starts_with('<') || !document.ends_with("</Error>")) return std::nullopt;
    const auto root = document.find("<Error>");
    const auto declaration_end = document.starts_with("<?xml") ? document.find("?>") : std::string_view::npos;
    const auto root_at = declaration_end == std::string_view::npos
                             ? 0
                             : document.find_first_not_of(" \t\r\n", declaration_end + std::string_view("?>").size());
    if (root == std::string_view::npos || root != root_at) return std::nullopt;
    return make_body(xml_element(document, "Code"), xml_element(document, "Message"),
                     xml_element(document, "RequestId"));
}

}  // namespace

std::optional<ErrorBody> read_error_body(std::string_view body) {
    const std::string_view text = trimmed(body);
    if (text.starts_with('<')) return read_xml(text);
    const core::Result<ErrorBody> read = with_object(body, read_json);
    if (!read) return std::nullopt;
    return *read;
}

std::string describe_foreign_body(std::string_view body) {
    const std::string_view text = trimmed(body);
    if (text.empty()) return "an empty body";
    if (text.starts_with('<'))
        return "an HTML or XML page" + title_of(text) + ", not an answer of the service (a proxy or a captive portal?)";
    if (text.starts_with('{')) return "a body that is not the service's, or is torn";
    return "a body that is not JSON";
}

}  // namespace ecdsnap::adapters
