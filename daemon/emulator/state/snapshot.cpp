#include "emulator/state/snapshot.hpp"

#include <algorithm>

namespace ecdsnap::emulator {

SnapshotStatus status_at(const Snapshot& snapshot, Instant now) {
    if (snapshot.end == SnapshotEnd::never || now < snapshot.began + snapshot.lasts) {
        return SnapshotStatus::progressing;
    }
    return snapshot.end == SnapshotEnd::failed ? SnapshotStatus::failed : SnapshotStatus::accomplished;
}

int percent_at(const Snapshot& snapshot, Instant now) {
    if (status_at(snapshot, now) == SnapshotStatus::accomplished) return 100;
    if (snapshot.lasts <= Duration{0}) return 0;
    const auto elapsed = std::min(now - snapshot.began, snapshot.lasts);
    return static_cast<int>(std::min<Duration::rep>(99, elapsed.count() * 100 / snapshot.lasts.count()));
}

std::int64_t remaining_at(const Snapshot& snapshot, Instant now) {
    if (status_at(snapshot, now) != SnapshotStatus::progressing) return 0;
    const Instant ends = snapshot.began + snapshot.lasts;
    if (now >= ends || now - snapshot.began < snapshot.lasts / 10) return -1;  // hung, or just begun
    return std::chrono::ceil<std::chrono::seconds>(ends - now).count();
}

std::string_view upper_case_name(SnapshotStatus status) {
    switch (status) {
        case SnapshotStatus::progressing: return "PROGRESSING";
        case SnapshotStatus::accomplished: return "ACCOMPLISHED";
        case SnapshotStatus::failed: return "FAILED";
    }
    return "";
}

std::string_view upper_case_name(SnapshotType type) {
    return type == SnapshotType::user ? "USER" : "AUTO";
}

}  // namespace ecdsnap::emulator
