#include "adapters/yaml/yaml_writer.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::adapters {
namespace {

bool is_plain_character(char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return letter || std::string_view("_./+- ").find(c) != std::string_view::npos;
}

// Without quotes it would be the same text, wherever it stands. What the reader takes for true, a number or a duration
// is among these, and those must not get quotes.
bool is_plain(std::string_view text) {
    if (text.empty() || text.front() == ' ' || text.back() == ' ' || text == "-" || text.starts_with("- "))
        return false;
    if (text.starts_with("---") || text.starts_with("...")) return false;
    return std::ranges::all_of(text, is_plain_character);
}

std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out += fmt::format("\\{}", c);
        else if (c == '\n')
            out += "\\n";
        else if (c == '\t')
            out += "\\t";
        else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        else
            out += c;
    }
    return out + '"';
}

void append(std::string& out, const YamlNode& node) {
    switch (node.kind) {
        case YamlNode::Kind::null: out += "~"; return;
        case YamlNode::Kind::scalar: out += !node.quoted && is_plain(node.text) ? node.text : quoted(node.text); return;
        case YamlNode::Kind::sequence:
            out += '[';
            for (std::size_t i = 0; i < node.items.size(); ++i) {
                if (i != 0) out += ", ";
                append(out, node.items[i]);
            }
            out += ']';
            return;
        case YamlNode::Kind::mapping:
            out += '{';
            for (std::size_t i = 0; i < node.entries.size(); ++i) {
                out += fmt::format("{}{}: ", i == 0 ? "" : ", ", yaml_key(node.entries[i].key));
                append(out, node.entries[i].value);
            }
            out += '}';
            return;
    }
}

}  // namespace

std::string yaml_text(const YamlNode& node) {
    std::string out;
    append(out, node);
    return out;
}

std::string yaml_key(std::string_view key) {
    const bool word = key == "null" || key == "~" || key == "Null" || key == "NULL";
    return is_plain(key) && !word ? std::string(key) : quoted(key);
}

}  // namespace ecdsnap::adapters
