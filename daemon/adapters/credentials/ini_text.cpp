#include "adapters/credentials/ini_text.hpp"

namespace ecdsnap::adapters {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view white = " \t\r";
    const auto first = text.find_first_not_of(white);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::string_view unquoted(std::string_view text) {
    const bool is_quoted =
        text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'');
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

}  // namespace

std::string_view IniSection::get(std::string_view key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? std::string_view() : std::string_view(found->second);
}

IniText::IniText(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);  // the mark that some Windows editors write
    std::string section;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = trimmed(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        if (line.front() == '[' && line.back() == ']') {
            section = trimmed(line.substr(1, line.size() - 2));
            sections_[section];
        } else if (const auto equals = line.find('='); equals != std::string_view::npos) {
            sections_[section].set(trimmed(line.substr(0, equals)), unquoted(trimmed(line.substr(equals + 1))));
        }
    }
}

const IniSection* IniText::find(std::string_view section) const {
    const auto found = sections_.find(section);
    return found == sections_.end() ? nullptr : &found->second;
}

}  // namespace ecdsnap::adapters
