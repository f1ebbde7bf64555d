#include "adapters/yaml/policy_layers.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace ecdsnap::adapters {
namespace {

const ConfigKey* key_named(const std::vector<ConfigKey>& keys, std::string_view name) {
    const auto found = std::ranges::find(keys, name, &ConfigKey::key);
    return found == keys.end() ? nullptr : &*found;
}

bool replaces(const YamlNode& own, const YamlEntry& inherited, const std::vector<ConfigKey>& keys) {
    return std::ranges::any_of(own.entries, [&](const YamlEntry& entry) {
        if (entry.key == inherited.key) return true;
        const auto* key = key_named(keys, entry.key);
        return key != nullptr && std::ranges::find(key->rivals, inherited.key) != key->rivals.end();
    });
}

bool joins(const ConfigKey* key, const YamlNode* inherited, const YamlNode& own) {
    return key != nullptr && key->type == KeyType::mapping && !key->whole && inherited != nullptr &&
           inherited->kind == YamlNode::Kind::mapping && own.kind == YamlNode::Kind::mapping;
}

}  // namespace

YamlNode layered(const YamlNode& inherited, const YamlNode& own, const std::vector<ConfigKey>& keys) {
    YamlNode result = own;
    for (auto& entry : result.entries) {
        const auto* key = key_named(keys, entry.key);
        const auto* below = last_value(inherited, entry.key);
        if (joins(key, below, entry.value)) entry.value = layered(*below, entry.value, key->children());
    }
    for (const auto& entry : inherited.entries)
        if (!replaces(own, entry, keys)) result.entries.push_back(entry);
    return result;
}

YamlNode with_origin(YamlNode node, const std::shared_ptr<const YamlOrigin>& origin) {
    node.origin = origin;
    for (auto& item : node.items)
        item = with_origin(std::move(item), origin);
    for (auto& entry : node.entries)
        entry.value = with_origin(std::move(entry.value), origin);
    return node;
}

}  // namespace ecdsnap::adapters
