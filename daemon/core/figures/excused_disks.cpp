#include "core/figures/excused_disks.hpp"

#include "core/figures/task_tally.hpp"
#include "core/text/stable_hash.hpp"

namespace ecdsnap::core {
namespace {

std::uint64_t key_of(std::string_view policy, std::string_view desktop_id, DiskKind disk) {
    return stable_hash({policy, desktop_id, text(disk)});
}

}  // namespace

bool excuses(Outcome outcome, Reason reason) {
    if (outcome != Outcome::skipped) return false;
    return reason == Reason::unchanged || class_of(reason) == ReasonClass::state;
}

void ExcusedDisks::ended(std::string_view policy, std::string_view desktop_id, DiskKind disk, Outcome outcome,
                         Reason reason) {
    if (excuses(outcome, reason))
        excuse(policy, desktop_id, disk);
    else if (!disks_.empty())
        disks_.erase(key_of(policy, desktop_id, disk));
}

void ExcusedDisks::excuse(std::string_view policy, std::string_view desktop_id, DiskKind disk) {
    disks_.insert(key_of(policy, desktop_id, disk));
}

bool ExcusedDisks::contains(std::string_view policy, std::string_view desktop_id, DiskKind disk) const {
    return !disks_.empty() && disks_.contains(key_of(policy, desktop_id, disk));
}

}  // namespace ecdsnap::core
