// The whole configuration: the main file and the policies it names. All or nothing, with every problem of every file.
#pragma once

#include "adapters/yaml/config_environment.hpp"
#include "adapters/yaml/config_key.hpp"
#include "adapters/yaml/config_problem.hpp"
#include "adapters/yaml/effective_policy.hpp"
#include "core/policy/policy.hpp"
#include "core/settings.hpp"

#include <boost/system/result.hpp>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

struct LoadedConfig {
    core::Settings settings;
    std::vector<core::Policy> policies;
    std::vector<EffectivePolicy> effective;    // of each of them, in the same order
    std::vector<ConfigProblem> warnings;       // what is valid but likely to surprise
    std::vector<std::filesystem::path> files;  // all that were read, the main file first
};

using ConfigResult = boost::system::result<LoadedConfig, std::vector<ConfigProblem>>;

// `main_file` may be relative to the working directory; messages name files as they follow from it. The problems are
// sorted by file and line, and there is at least one.
ConfigResult load_config(const std::filesystem::path& main_file, const ConfigEnvironment& environment);

// The keys of the main file, for schemas.
std::vector<ConfigKey> settings_keys();

// Every key of both kinds of files as plain text, for manual pages.
std::string describe_settings();
std::string describe_policies();

// value() on an error is a broken program (Boost looks this function up by argument-dependent lookup).
[[noreturn]] inline void throw_exception_from_error(const std::vector<ConfigProblem>& problems,
                                                    const boost::source_location&) {
    throw std::logic_error("value() called on a configuration error: " +
                           (problems.empty() ? std::string{} : text(problems.front())));
}

}  // namespace ecdsnap::adapters
