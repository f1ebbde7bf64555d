#include "core/snapshot.hpp"

namespace ecdsnap::core {

const char* text(SnapshotStatus status) {
    switch (status) {
        case SnapshotStatus::progressing: return "PROGRESSING";
        case SnapshotStatus::accomplished: return "ACCOMPLISHED";
        case SnapshotStatus::failed: return "FAILED";
        case SnapshotStatus::unknown: return "unknown";
    }
    return "?";
}

}  // namespace ecdsnap::core
