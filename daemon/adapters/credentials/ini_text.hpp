// The INI form of Alibaba's credentials files: sections of `key = value`, comments after # or ; at the start of a line.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace ecdsnap::adapters {

class IniSection {
public:
    std::string_view get(std::string_view key) const;  // empty: absent or empty
    void set(std::string_view key, std::string_view value) { values_[std::string(key)] = value; }

private:
    std::map<std::string, std::string, std::less<>> values_;
};

class IniText {
public:
    // Lines that are neither a section, a pair nor a comment are passed over, as Alibaba's tools do. The last of
    // several equal keys counts.
    explicit IniText(std::string_view text);

    const IniSection* find(std::string_view section) const;  // null: absent; "": what stands before the first section

private:
    std::map<std::string, IniSection, std::less<>> sections_;
};

}  // namespace ecdsnap::adapters
