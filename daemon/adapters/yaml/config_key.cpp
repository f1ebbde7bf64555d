#include "adapters/yaml/config_key.hpp"

#include "core/text/duration_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ecdsnap::adapters {
namespace {

std::string type_text(KeyType type) {
    switch (type) {
        case KeyType::text: return "text";
        case KeyType::boolean: return "boolean";
        case KeyType::number: return "number";
        case KeyType::duration: return "duration";
        case KeyType::word: return "word";
        case KeyType::words: return "list of words";
        case KeyType::texts: return "list of texts";
        case KeyType::mapping: return "keys";
        case KeyType::mappings: return "list of keys";
        case KeyType::other: return "text or keys";
    }
    return "?";
}

void append_reference(std::string& out, const std::vector<ConfigKey>& keys, std::size_t depth) {
    const std::string indent(depth * 4, ' ');
    for (const auto& key : keys) {
        out += fmt::format("{}{}  ({}{}{})\n", indent, key.key, type_text(key.type),
                           key.standard.empty() ? "" : fmt::format(", default {}", key.standard),
                           key.required ? ", required" : "");
        if (!key.meaning.empty()) out += fmt::format("{}        {}\n", indent, key.meaning);
        if (const auto allowed = allowed_text(key); !allowed.empty() && key.children == nullptr)
            out += fmt::format("{}        Allowed: {}.\n", indent, allowed);
        if (key.children != nullptr) append_reference(out, key.children(), depth + 1);
    }
}

}  // namespace

std::string names_of(const std::vector<ConfigKey>& keys) {
    std::string names;
    for (const auto& key : keys)
        names += fmt::format("{}{}", names.empty() ? "" : ", ", key.key);
    return names;
}

std::string allowed_text(const ConfigKey& key) {
    using core::duration_text;
    using std::chrono::milliseconds;
    switch (key.type) {
        case KeyType::boolean: return "true, false";
        case KeyType::number: return fmt::format("{} to {}", key.least, key.most);
        case KeyType::duration:
            return fmt::format("{} to {}", duration_text(milliseconds{key.least}),
                               duration_text(milliseconds{key.most}));
        case KeyType::word:
        case KeyType::words: return fmt::format("{}", fmt::join(key.words, ", "));
        case KeyType::mapping:
        case KeyType::mappings:
            if (key.children != nullptr) return "the keys " + names_of(key.children());
            [[fallthrough]];
        default: return std::string(key.expected);
    }
}

std::string key_reference(const std::vector<ConfigKey>& keys) {
    std::string out;
    append_reference(out, keys, 0);
    return out;
}

}  // namespace ecdsnap::adapters
