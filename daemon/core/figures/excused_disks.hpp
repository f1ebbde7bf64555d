// Disks that go without a snapshot because their policy or their state wants it so: their age is nobody's fault.
#pragma once

#include "core/desktop.hpp"
#include "core/task/outcome.hpp"

#include <cstdint>
#include <string_view>
#include <unordered_set>

namespace ecdsnap::core {

// Skipped since nothing had changed, or for the desktop's state. A pause, an approval that is missing, or an earlier
// task that does not end excuse nothing.
bool excuses(Outcome outcome, Reason reason);

class ExcusedDisks {
public:
    // How the newest task of the policy and disk has ended.
    void ended(std::string_view policy, std::string_view desktop_id, DiskKind disk, Outcome outcome, Reason reason);
    void excuse(std::string_view policy, std::string_view desktop_id, DiskKind disk);

    bool contains(std::string_view policy, std::string_view desktop_id, DiskKind disk) const;

private:
    std::unordered_set<std::uint64_t> disks_;  // by a hash of all three
};

}  // namespace ecdsnap::core
