// What a policy inherits: a tree that lies over another one, key by key.
#pragma once

#include "adapters/yaml/config_key.hpp"
#include "adapters/yaml/yaml_tree.hpp"

#include <memory>
#include <vector>

namespace ecdsnap::adapters {

// `own` over `inherited`, both mappings with these keys. Mappings that both have are laid over each other in turn,
// except where the key is one value as a whole (`select`); everything else that `own` has takes the place of what is
// inherited, also of the key's rivals.
YamlNode layered(const YamlNode& inherited, const YamlNode& own, const std::vector<ConfigKey>& keys);

// The same tree, every node of which knows where it was written.
YamlNode with_origin(YamlNode node, const std::shared_ptr<const YamlOrigin>& origin);

}  // namespace ecdsnap::adapters
