// How much room the ledger wants on its file system. A commit that a full disk breaks off is whole or not there, but
// what else lies on that disk fares worse, and a person needs time to see it.
#pragma once

#include <cstdint>

namespace ecdsnap::core {

// Bytes. Below it nothing is written, so that no snapshot is requested.
inline constexpr std::uint64_t ledger_room_floor = std::uint64_t{64} * 1024 * 1024;

// Bytes. Below it a person is told; so does the alert rule EcdsnapDiskFull.
inline constexpr std::uint64_t ledger_room_wanted = 1'000'000'000;

}  // namespace ecdsnap::core
