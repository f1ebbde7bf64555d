// Spreads the desktops of one policy over the time after a slot, so that a fleet does not start in one second.
#pragma once

#include <chrono>
#include <string_view>

namespace ecdsnap::core {

// A delay in [0, spread) for one desktop of one policy (0 when spread is not positive). The same at every start and on
// every machine: spread * stable_hash({policy, desktop}) / 2^64. Over many desktops the delays fill the span evenly.
std::chrono::milliseconds spread_delay(std::string_view policy, std::string_view desktop,
                                       std::chrono::milliseconds spread);

}  // namespace ecdsnap::core
