// What has become of snapshots since the start.
#pragma once

#include <cstdint>

namespace ecdsnap::core {

struct SnapshotTally {
    std::uint64_t accepted = 0;      // the service took the call, or one was found that it had taken
    std::uint64_t accomplished = 0;  // verified
    std::uint64_t failed = 0;        // reported FAILED
    std::uint64_t vanished = 0;      // no longer listed, unfinished
    std::uint64_t lost = 0;          // answers: a send became a suspect
    std::uint64_t extra = 0;         // a second one of a task was found
};

}  // namespace ecdsnap::core
