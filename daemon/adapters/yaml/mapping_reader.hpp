// Reads a mapping by its table of keys: each entry goes to its key's reader, unknown and missing keys are reported.
#pragma once

#include "adapters/yaml/config_key.hpp"
#include "adapters/yaml/yaml_value.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

template <class Target>
struct Key {
    ConfigKey info;
    void (*read)(const YamlValue& value, Target& target);
};

template <class Target>
struct KeyTable {
    std::span<const Key<Target>> keys;
    std::span<const std::string_view> later;  // words of the design that this version does not know yet
};

template <class Target>
std::vector<ConfigKey> infos_of(std::span<const Key<Target>> keys) {
    std::vector<ConfigKey> infos;
    for (const auto& key : keys)
        infos.push_back(key.info);
    return infos;
}

bool check_is_mapping(const YamlValue& value, const std::vector<ConfigKey>& keys);
void refuse_unknown_key(const YamlValue& mapping, const YamlEntry& entry, const std::vector<ConfigKey>& keys,
                        std::span<const std::string_view> later);
void check_required_keys(const YamlValue& mapping, const std::vector<ConfigKey>& keys);

template <class Target>
void read_mapping(const YamlValue& value, const KeyTable<Target>& table, Target& target) {
    const auto infos = infos_of(table.keys);
    if (!check_is_mapping(value, infos)) return;
    const auto& entries = value.node().entries;
    for (auto place = entries.begin(); place != entries.end(); ++place) {
        const YamlEntry& entry = *place;
        // Of a key that repeats, which is told when the tree is read, the last one counts, and is shown.
        const auto later = std::find_if(std::next(place), entries.end(),
                                        [&](const YamlEntry& other) { return other.key == entry.key; });
        bool known = false;
        for (const auto& key : table.keys) {
            if (key.info.key != entry.key) continue;
            if (later == entries.end()) key.read(value.child(entry, key.info), target);
            known = true;
        }
        if (!known) refuse_unknown_key(value, entry, infos, table.later);
    }
    check_required_keys(value, infos);
}

}  // namespace ecdsnap::adapters
