// The admin page of automatic snapshot policies: what is there, and planting what no call of the service would accept.
#pragma once

#include "emulator/admin/changes.hpp"

#include <string>

namespace ecdsnap::emulator {

std::string view_auto_policies(const Emulator& emulator);

/// Nothing of it is checked but region and desktops; what is left out stays empty, and the status Normal.
Changed plant_auto_policy(Emulator& emulator, const std::string& body, Instant now);

}  // namespace ecdsnap::emulator
