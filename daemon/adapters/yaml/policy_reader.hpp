// policies.d/*.yaml: the policies of a folder, checked one by one and against each other.
#pragma once

#include "adapters/yaml/calendar_reader.hpp"
#include "adapters/yaml/config_environment.hpp"
#include "adapters/yaml/config_key.hpp"
#include "adapters/yaml/config_problem.hpp"
#include "adapters/yaml/effective_policy.hpp"
#include "core/policy/policy.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

struct PolicySet {
    std::vector<core::Policy> policies;      // those without a problem, in the order of files and lines
    std::vector<EffectivePolicy> effective;  // of each of them, in the same order
    std::vector<ConfigProblem> problems;
    std::vector<ConfigProblem> warnings;
    std::vector<std::filesystem::path> files;   // every *.yaml that was read
    Calendars calendars;                        // of all files, by name
    std::map<std::string, std::string> places;  // "file:line" by policy name, also of those with problems
};

// Every *.yaml of `folder` by name, with what they include; hidden files and subfolders are left alone. `folder` names
// the files in messages. `zones`: those that a desktop may have for its own.
PolicySet load_policies(const std::filesystem::path& folder, const std::vector<core::NamedZone>& zones,
                        const ConfigEnvironment& environment);

// The policies of one file's text; `file` names it in messages. Adds to `set`.
void read_policies(std::string_view text, const std::string& file, const ConfigEnvironment& environment,
                   PolicySet& set);

// The keys of a file with policies.
std::vector<ConfigKey> policy_file_keys();

// The keys of one policy, for the reference and for schemas.
std::vector<ConfigKey> policy_keys();

}  // namespace ecdsnap::adapters
