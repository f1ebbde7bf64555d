// One channel of `notifications` while it is read.
#pragma once

#include "adapters/yaml/settings_draft.hpp"

#include <vector>

namespace ecdsnap::adapters {

struct ChannelDraft {
    core::ChannelSettings channel;
    SettingsDraft* file = nullptr;
};

// `threshold` and `quiet_hours`, in a file of their own.
void read_threshold(const YamlValue& value, ChannelDraft& draft);
std::vector<ConfigKey> threshold_keys();
void read_quiet_hours(const YamlValue& value, ChannelDraft& draft);
std::vector<ConfigKey> quiet_hours_keys();

}  // namespace ecdsnap::adapters
