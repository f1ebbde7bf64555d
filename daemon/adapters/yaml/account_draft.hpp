// One account of the main file while it is read.
#pragma once

#include "adapters/yaml/settings_draft.hpp"

#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

struct AccountDraft {
    core::AccountSettings account;
    const SettingsDraft* file = nullptr;  // paths need it
};

// `credentials`, in a file of its own.
constexpr std::string_view credentials_allowed =
    "default, environment, {profile: NAME}, {file: PATH} or {systemd: NAME}";
void read_credentials(const YamlValue& value, AccountDraft& draft);
std::vector<ConfigKey> credentials_keys();

}  // namespace ecdsnap::adapters
