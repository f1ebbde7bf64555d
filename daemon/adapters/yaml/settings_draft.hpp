// The main file's values while they are read.
#pragma once

#include "adapters/yaml/config_environment.hpp"
#include "adapters/yaml/mapping_reader.hpp"
#include "core/settings.hpp"

#include <filesystem>
#include <vector>

namespace ecdsnap::adapters {

// A policy that something else of the main file names, and the warning for when there is none of that name.
struct NamedPolicy {
    std::string name;
    ConfigProblem warning;
};

struct SettingsDraft {
    const ConfigEnvironment* environment = nullptr;
    std::filesystem::path folder;  // of the main file, as it was named; relative paths start there
    core::Settings settings;
    std::vector<NamedPolicy> named_policies;
    std::filesystem::path policies;  // as messages name it: `policies` below `folder`

    // A path of the file as an absolute one.
    std::filesystem::path absolute(const std::string& path) const {
        return std::filesystem::absolute(folder / path).lexically_normal();
    }
};

KeyTable<SettingsDraft> settings_table();

// `accounts`, in a file of its own.
void read_accounts(const YamlValue& value, SettingsDraft& draft);
std::vector<ConfigKey> account_keys();

// `metrics`, in a file of its own.
void read_metrics(const YamlValue& value, SettingsDraft& draft);
std::vector<ConfigKey> metrics_keys();

// `log`, likewise.
void read_log(const YamlValue& value, SettingsDraft& draft);
std::vector<ConfigKey> log_keys();

// `notifications`, likewise.
void read_notifications(const YamlValue& value, SettingsDraft& draft);
std::vector<ConfigKey> notification_keys();

}  // namespace ecdsnap::adapters
