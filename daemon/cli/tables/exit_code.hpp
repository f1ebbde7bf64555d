// What `ecdsnap` and `ecdsnapd` end with; scripts rely on it.
#pragma once

namespace ecdsnap::cli {

inline constexpr int exit_good = 0;
inline constexpr int exit_not_good = 1;  // no daemon, a problem, refused
inline constexpr int exit_usage = 2;     // command line or configuration
inline constexpr int exit_partly = 10;   // some tasks were missed or failed

}  // namespace ecdsnap::cli
