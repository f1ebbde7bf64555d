#include "cli/bundle/yaml_secrets.hpp"

#include "adapters/yaml/yaml_tree.hpp"
#include "cli/bundle/scrubbed_text.hpp"
#include "core/credentials/command_words.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace ecdsnap::cli {
namespace {

using adapters::Position;
using adapters::YamlEntry;
using adapters::YamlNode;

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_command(std::string_view key) {
    return key == "process" || key == "process_command";
}

// A scalar, and how deep the lines of a block have to be to belong to it (columns before them).
struct Found {
    const YamlNode* scalar;
    std::size_t depth;
};

void find_scalars(const YamlNode& node, std::size_t depth, std::vector<Found>& into) {
    if (node.kind == YamlNode::Kind::scalar) into.push_back({&node, depth});
    for (const YamlNode& item : node.items)
        find_scalars(item, node.at.column, into);
    for (const YamlEntry& entry : node.entries)
        find_scalars(entry.value, entry.key_at.column, into);
}

// The address of a channel of `notifications` is what lets a message in; other addresses are told.
bool is_channel_address(std::string_view section, std::string_view key) {
    return section == "notifications" && key == "url";
}

// In the order of the file. `section` is the key of the whole file that `node` is below.
void find_secrets(const YamlNode& node, std::string_view section, std::vector<Found>& into) {
    for (const YamlNode& item : node.items)
        find_secrets(item, section, into);
    for (const YamlEntry& entry : node.entries) {
        if (names_secret(entry.key) || is_command(entry.key) || entry.key == "user" || entry.key == "username" ||
            is_channel_address(section, entry.key))
            find_scalars(entry.value, entry.key_at.column, into);
        else
            find_secrets(entry.value, section.empty() ? std::string_view(entry.key) : section, into);
    }
}

std::size_t byte_of(std::string_view text, Position at) {
    std::size_t byte = 0;
    for (std::size_t line = 1; line < at.line; ++line)
        byte = std::min(text.find('\n', byte), text.size() - 1) + 1;
    for (std::size_t column = 1; column < at.column && byte < text.size(); ++column)
        do
            ++byte;
        while (byte < text.size() && (static_cast<unsigned char>(text[byte]) & 0xC0U) == 0x80U);
    return byte;
}

std::size_t line_end(std::string_view text, std::size_t at) {
    return std::min(text.find('\n', at), text.size());
}

std::size_t end_of_quoted(std::string_view text, std::size_t at) {
    const char quote = text[at];
    for (++at; at < text.size(); ++at) {
        if (quote == '"' && text[at] == '\\')
            ++at;
        else if (text[at] == quote && quote == '\'' && text.substr(at + 1).starts_with('\''))
            ++at;
        else if (text[at] == quote)
            return at + 1;
    }
    return text.size();
}

// Of | and >: the lines that are blank, or as deep as the value has to be.
std::size_t end_of_block(std::string_view text, std::size_t at, std::size_t depth) {
    std::size_t end = line_end(text, at);
    for (std::size_t line = end + 1; line < text.size(); line = line_end(text, line) + 1) {
        const auto first = text.find_first_not_of(" \r", line);
        if (first >= line_end(text, line)) continue;
        if (first - line < depth) break;
        end = line_end(text, line);
    }
    return end;
}

// A plain text stands in the file as it is, but for the white space between its lines.
std::size_t end_of_plain(std::string_view text, std::size_t at, std::string_view value) {
    constexpr std::string_view white = " \t\r\n";
    std::size_t next = at;
    for (const char c : value) {
        if (white.find(c) != white.npos) continue;
        next = text.find_first_not_of(white, next);
        if (next == text.npos || text[next] != c) return line_end(text, at);
        ++next;
    }
    return next;
}

std::size_t end_of(std::string_view text, std::size_t at, const Found& found) {
    if (text[at] == '"' || text[at] == '\'') return end_of_quoted(text, at);
    if (found.scalar->quoted) return end_of_block(text, at, found.depth);
    return end_of_plain(text, at, found.scalar->text);
}

void add_values(const YamlNode& node, std::string_view section, std::vector<std::string>& into) {
    for (std::string& each : secrets_of_address(node.text))
        into.push_back(std::move(each));
    for (const YamlNode& item : node.items)
        add_values(item, section, into);
    for (const YamlEntry& entry : node.entries) {
        if (entry.key == "tags") continue;
        add_values(entry.value, section.empty() ? std::string_view(entry.key) : section, into);
        if (!names_secret(entry.key) && !is_command(entry.key) && !is_channel_address(section, entry.key)) continue;
        std::vector<Found> scalars;
        find_scalars(entry.value, 0, scalars);
        for (const Found& each : scalars) {
            auto parts = is_command(entry.key) ? secrets_of_command(each.scalar->text)
                                               : std::vector<std::string>{each.scalar->text};
            into.insert(into.end(), parts.begin(), parts.end());
        }
    }
}

std::string url_decoded(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto is_hex = [&](std::size_t i) {
            return i < text.size() && std::isxdigit(static_cast<unsigned char>(text[i])) != 0;
        };
        if (text[at] == '%' && is_hex(at + 1) && is_hex(at + 2)) {
            out += static_cast<char>(std::stoi(std::string(text.substr(at + 1, 2)), nullptr, 16));
            at += 2;
        } else {
            out += text[at];
        }
    }
    return out;
}

}  // namespace

std::string without_secret_values(std::string_view yaml) {
    std::string text(yaml);
    const auto tree = adapters::read_yaml(yaml);  // its positions do not count a byte order mark
    const std::size_t start = yaml.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    std::vector<Found> secrets;
    find_secrets(tree.root, {}, secrets);
    std::ranges::reverse(secrets);  // from the end, so that the places before stay where they are
    for (const Found& found : secrets) {
        const std::string_view whole = std::string_view(yaml).substr(start);
        const auto at = byte_of(whole, found.scalar->at);
        if (at >= whole.size()) continue;
        const auto length = end_of(whole, at, found) - at;
        const auto lines = std::ranges::count(whole.substr(at, length), '\n');
        text.replace(start + at, length,
                     '"' + std::string(scrubbed_mark) + '"' + std::string(static_cast<std::size_t>(lines), '\n'));
    }
    return text;
}

std::vector<std::string> secret_values(std::string_view yaml) {
    const auto tree = adapters::read_yaml(yaml);
    std::vector<std::string> values;
    add_values(tree.root, {}, values);
    return values;
}

std::vector<std::string> secrets_of_command(const std::string& command) {
    std::vector<std::string> out{command};
    const auto words = core::command_words(command);
    if (!words) return out;
    bool is_value = false;
    for (const std::string& word : *words) {
        if (is_value) out.push_back(word);
        const auto equal = word.find('=');
        if (equal != word.npos && names_secret_option(std::string_view(word).substr(0, equal)))
            out.push_back(word.substr(equal + 1));
        is_value = word.starts_with('-') && names_secret_option(word);
    }
    return out;
}

std::vector<std::string> secrets_of_address(std::string_view text) {
    const auto scheme = text.find("://");
    if (scheme == text.npos) return {};
    text.remove_prefix(scheme + 3);
    const auto at = text.substr(0, text.find('/')).rfind('@');
    if (at == text.npos) return {};
    const auto colon = text.substr(0, at).find(':');
    if (colon == text.npos) return {};
    const auto password = text.substr(colon + 1, at - colon - 1);
    return {std::string(password), url_decoded(password)};
}

}  // namespace ecdsnap::cli
