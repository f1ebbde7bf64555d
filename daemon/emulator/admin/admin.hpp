// The admin endpoint: looks at the emulator's true state and changes it. No signature, no faults; loopback only.
#pragma once

#include "emulator/emulator.hpp"

#include <string_view>

namespace ecdsnap::emulator {

inline constexpr std::string_view admin_prefix = "/_admin";

Reply answer_admin(Emulator& emulator, const Request& request, Instant now);

}  // namespace ecdsnap::emulator
