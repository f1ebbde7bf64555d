// What a reload cannot change while the daemon runs.
#pragma once

#include "core/settings.hpp"

#include <string>
#include <vector>

namespace ecdsnap::app {

// One sentence for each key that differs and needs a restart: "accounts: … needs a restart (systemctl restart
// ecdsnapd)".
std::vector<std::string> restart_only_changes(const core::Settings& running, const core::Settings& wanted);

}  // namespace ecdsnap::app
