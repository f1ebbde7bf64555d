#include "core/cloud_policy/difference.hpp"

namespace ecdsnap::core {

const char* text(DifferenceKind kind) {
    switch (kind) {
        case DifferenceKind::time_zone: return "time_zone";
        case DifferenceKind::weekdays: return "weekdays";
        case DifferenceKind::retention: return "retention";
        case DifferenceKind::limit: return "limit";
        case DifferenceKind::still_attached: return "still_attached";
        case DifferenceKind::new_desktops: return "new_desktops";
        case DifferenceKind::main_file: return "main_file";
        case DifferenceKind::renamed: return "renamed";
        case DifferenceKind::stopped: return "stopped";
        case DifferenceKind::unknown_status: return "unknown_status";
        case DifferenceKind::disks: return "disks";
        case DifferenceKind::time_points: return "time_points";
        case DifferenceKind::desktop_count: return "desktop_count";
        case DifferenceKind::other_policy: return "other_policy";
        case DifferenceKind::odd_ids: return "odd_ids";
        case DifferenceKind::no_desktops: return "no_desktops";
        case DifferenceKind::desktops_unlisted: return "desktops_unlisted";
        case DifferenceKind::no_schedule: return "no_schedule";
        case DifferenceKind::schedule_not_readable: return "schedule_not_readable";
    }
    return "?";
}

}  // namespace ecdsnap::core
