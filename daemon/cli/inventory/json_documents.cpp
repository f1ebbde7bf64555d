#include "cli/inventory/json_documents.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::cli {
namespace {

constexpr const char* expected =
    "what `ecdsnap inventory --save` writes, or what DescribeDesktops answers: {\"Desktops\": [...]}, several, or a "
    "list";

// The length of the object at the start of `text`; 0: it does not end.
std::size_t object_length(std::string_view text) {
    std::size_t depth = 0;
    bool in_text = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (in_text) {
            if (c == '\\')
                ++at;
            else if (c == '"')
                in_text = false;
        } else if (c == '"') {
            in_text = true;
        } else if (c == '{') {
            ++depth;
        } else if (c == '}' && --depth == 0) {
            return at + 1;
        }
    }
    return 0;
}

bool is_between(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == ',' || c == '[' || c == ']';
}

}  // namespace

core::TextResult<std::vector<JsonDocument>> json_documents(std::string_view text) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        return core::TextError(0, "is UTF-16, as PowerShell's > writes it", expected,
                               "write it with Out-File -Encoding utf8");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    std::vector<JsonDocument> documents;
    std::size_t line = 1;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        if (is_between(rest.front())) {
            line += rest.front() == '\n' ? 1 : 0;
            ++at;
            continue;
        }
        if (rest.front() != '{')
            return core::TextError(
                0, fmt::format("line {}: {} is not the beginning of an object", line, core::shown(rest.front())),
                expected);
        const std::size_t length = object_length(rest);
        if (length == 0)
            return core::TextError(0, fmt::format("line {}: the object that begins here does not end", line), expected);
        documents.push_back({line, rest.substr(0, length)});
        line += static_cast<std::size_t>(std::ranges::count(documents.back().text, '\n'));
        at += length;
    }
    if (documents.empty()) return core::TextError(0, "holds no JSON object", expected);
    return documents;
}

}  // namespace ecdsnap::cli
