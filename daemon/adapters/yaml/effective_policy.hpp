// A policy as it is in force: every key with its value and where that comes from.
#pragma once

#include "adapters/yaml/config_key.hpp"
#include "adapters/yaml/yaml_tree.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

enum class ValueSource : std::uint8_t {
    policy,          // written in the policy itself
    named_template,  // in a template that it inherits from
    defaults,        // in the `defaults` of its file or of one that is included there
    built_in,        // nowhere: it is the program's
};

struct EffectiveKey {
    std::vector<std::string> path;  // "schedule", "cron"
    YamlNode value;                 // no mapping, unless it is empty
    ValueSource source = ValueSource::built_in;
    std::string file;           // empty where nobody wrote it
    std::size_t line = 0;       // of the value
    std::string template_name;  // of the template
};

struct EffectivePolicy {
    std::string name;
    std::string file;
    std::size_t line = 0;
    std::vector<std::string> templates;  // what it inherits from, the nearest first
    std::vector<EffectiveKey> keys;      // in the order of the table of keys
};

// The keys of `policy` (with what it inherits already in it), those that are not given with their defaults. `file` is
// where the values were written that know of no other origin.
std::vector<EffectiveKey> effective_keys(const YamlNode& policy, const std::vector<ConfigKey>& keys,
                                         const std::string& file);

// As a file with this one policy, which reads as the same policy; each line says where its value comes from.
std::string effective_text(const EffectivePolicy& policy);

// "policies.d/base.yaml:12 (template daily)", "default"
std::string source_text(const EffectiveKey& key);

}  // namespace ecdsnap::adapters
