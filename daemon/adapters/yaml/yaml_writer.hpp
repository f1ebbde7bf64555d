// A tree back into YAML, on one line: what is read of it again is the same tree.
#pragma once

#include "adapters/yaml/yaml_tree.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::adapters {

// In flow style: {name: ["a*", b], pooled: true}.
std::string yaml_text(const YamlNode& node);

// A key as it may stand before a colon.
std::string yaml_key(std::string_view key);

}  // namespace ecdsnap::adapters
