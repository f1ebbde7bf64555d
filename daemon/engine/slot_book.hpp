// The slots that are open, with how their tasks have ended so far, and the last one of each policy that is over.
#pragma once

#include "core/slot/slot.hpp"
#include "core/task/outcome.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ecdsnap::engine {

class SlotBook {
public:
    core::Slot& add(core::Slot slot);
    core::Slot* find(std::int64_t id);
    core::Slot* find(const core::SlotKey& key);
    void close(std::int64_t id);  // remembers it as the last of its policy

    // A slot that passed as a whole, or one from the ledger, is remembered as the last of its policy if it is the
    // newest.
    void remember(core::Slot slot);
    const core::Slot* last(const std::string& policy) const;

    const std::map<std::int64_t, core::Slot>& open() const { return open_; }
    std::map<std::int64_t, core::Slot>& open() { return open_; }

    // Bookkeeping of tasks; the slot must be open.
    void count_task(std::int64_t id) { ++open_.at(id).counts.tasks; }
    void count_outcome(std::int64_t id, core::Outcome before, core::Outcome after);

    // How many desktops have tasks in an open slot, however these have ended; it never becomes less.
    void count_desktop(std::int64_t id) { ++desktops_[id]; }
    std::uint32_t desktops(std::int64_t id) const;

private:
    std::map<std::int64_t, core::Slot> open_;
    std::map<std::int64_t, std::uint32_t> desktops_;
    std::map<std::string, core::Slot> last_;
};

}  // namespace ecdsnap::engine
