// What one configuration key is: the single table from which values are checked, unknown keys are found and the
// reference is written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

enum class KeyType : std::uint8_t {
    text,      // one line or more; `expected` says what it may be
    boolean,   // true or false
    number,    // a whole number from `least` to `most`
    duration,  // from `least` to `most` milliseconds
    word,      // one of `words`
    words,     // a list of some of `words`, each once
    texts,     // a list of texts; where `single` one text will do
    mapping,   // keys of its own: `children`
    mappings,  // a list of such mappings
    other,     // described by `expected`
};

struct ConfigKey {
    std::string_view key{};
    KeyType type = KeyType::text;
    std::string_view standard{};  // the default as YAML; empty: there is none
    bool required = false;
    bool single = false;  // texts: one text without the list's brackets will do
    std::int64_t least = 0;
    std::int64_t most = 0;
    std::span<const std::string_view> words{};
    std::string_view expected{};  // what is allowed, where the type does not say it
    std::string_view meaning{};   // one sentence for the reference
    std::vector<ConfigKey> (*children)() = nullptr;
    bool whole = false;                          // mapping: inherited as one value, not key by key
    std::span<const std::string_view> rivals{};  // keys beside it whose inherited values it takes the place of
    std::span<const std::string_view> needs{};   // without one of these keys beside it, it says nothing
};

// "name, select, schedule"
std::string names_of(const std::vector<ConfigKey>& keys);

// What a message lists as allowed: "true, false", "1 to 1000", "1s to 7d", "latest, none", "the keys first, most".
std::string allowed_text(const ConfigKey& key);

// The keys as plain text for a manual page: name, type, default, allowed, meaning, indented by depth.
std::string key_reference(const std::vector<ConfigKey>& keys);

}  // namespace ecdsnap::adapters
