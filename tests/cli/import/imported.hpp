// Policies of the cloud as import finds them, for tests.
#pragma once

#include "core/cloud_policy/translation.hpp"

#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ecdsnap::tests {

inline core::FoundPolicy found_policy(const std::string& name, const std::string& cron,
                                      std::vector<core::AttachedDesktop> desktops) {
    core::FoundPolicy found;
    found.site = {"main", "cn-hangzhou"};
    found.cloud.id = "sp-3e3bmfcdkjfl1";
    found.cloud.name = name;
    found.cloud.cron = cron;
    found.cloud.disk_type = "ALL";
    found.cloud.status = "Normal";
    found.cloud.retention_days = 7;
    found.cloud.desktop_count = static_cast<std::int64_t>(desktops.size());
    found.desktops = std::move(desktops);
    return found;
}

inline core::ImportedPolicy imported(core::FoundPolicy found, const std::string& name) {
    core::Translation made = core::translate(std::move(found));
    auto policy = std::get<core::ImportedPolicy>(std::move(made));
    policy.name = name;
    return policy;
}

}  // namespace ecdsnap::tests
