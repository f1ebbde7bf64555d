// Which disks have gone without a snapshot, slot after slot: they go first when not all fit a window, so that it is
// never the same ones that are left over.
#pragma once

#include "core/desktop.hpp"
#include "core/task/outcome.hpp"

#include <cstdint>
#include <string_view>
#include <unordered_map>

namespace ecdsnap::core {

// Of one site. Holds only what is overdue: nothing after a good night.
class OverdueBook {
public:
    static constexpr std::uint32_t most = 255;

    // A slot of the policy has ended for this disk.
    void ended(std::string_view policy, std::string_view desktop_id, DiskKind disk, Outcome outcome);

    // Slots of the policy in a row that were missed or failed; skipped ones end the row, since nobody wanted them.
    std::uint32_t slots(std::string_view policy, std::string_view desktop_id, DiskKind disk) const;

    std::size_t size() const { return rows_.size(); }

private:
    std::unordered_map<std::uint64_t, std::uint8_t> rows_;  // by a hash of policy and disk
};

}  // namespace ecdsnap::core
