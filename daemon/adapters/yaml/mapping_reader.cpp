#include "adapters/yaml/mapping_reader.hpp"

#include "core/text/edit_distance.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::adapters {

bool check_is_mapping(const YamlValue& value, const std::vector<ConfigKey>& keys) {
    if (value.is(YamlNode::Kind::mapping)) return true;
    const auto allowed = "the keys " + names_of(keys);
    if (value.is(YamlNode::Kind::null)) value.refuse("the value is missing", allowed);
    if (value.is(YamlNode::Kind::sequence)) value.refuse("a list stands where keys belong", allowed);
    // The text is not shown: below `credentials` it may be a key.
    if (value.is(YamlNode::Kind::scalar)) value.refuse_concealed("text stands where keys belong", allowed);
    return false;
}

void refuse_unknown_key(const YamlValue& mapping, const YamlEntry& entry, const std::vector<ConfigKey>& keys,
                        std::span<const std::string_view> later) {
    if (std::ranges::find(later, entry.key) != later.end())
        return mapping.refuse_key(entry, "not supported by this version", names_of(keys));
    std::vector<std::string_view> names;
    for (const auto& key : keys)
        names.push_back(key.key);
    const auto nearest = core::closest(entry.key, names);
    mapping.refuse_key(entry, "unknown key", names_of(keys),
                       nearest ? fmt::format("did you mean \"{}\"?", *nearest) : std::string{});
}

void check_required_keys(const YamlValue& mapping, const std::vector<ConfigKey>& keys) {
    for (const auto& key : keys) {
        const auto& entries = mapping.node().entries;
        const bool there = std::ranges::any_of(entries, [&](const auto& entry) { return entry.key == key.key; });
        if (key.required && !there)
            mapping.refuse_key(mapping.node().at, key.key, "the key is missing", allowed_text(key));
    }
}

}  // namespace ecdsnap::adapters
