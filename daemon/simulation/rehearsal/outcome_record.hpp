// What became of every slot and task, read from what the daemon makes durable. It keeps one small record for each slot
// and counts for the rest: nothing that grows with every task, beyond those of the slots that are open.
#pragma once

#include "core/slot/slot.hpp"
#include "core/task/task.hpp"
#include "ports/ledger.hpp"
#include "simulation/rehearsal/rehearsal_plan.hpp"
#include "simulation/rehearsal/rehearsal_report.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace ecdsnap::simulation {

class OutcomeRecord {
public:
    // The plan with its desktops; both are needed only here.
    explicit OutcomeRecord(const RehearsalPlan& plan);

    void note(std::span<const ports::LedgerChange> changes);

    std::uint64_t slots() const { return slots_; }          // opened so far
    std::uint64_t unsettled() const { return unsettled_; }  // tasks without an outcome now

    // At the end, once: all but the sites' calls, `ended`, and how long the policies' slots took.
    RehearsalReport report();

private:
    struct OpenSlot {
        std::size_t policy = 0;
        std::size_t place = 0;                           // in the policy's slots
        std::unordered_map<std::int64_t, Ending> tasks;  // of every task, by id
    };
    struct SiteDisks {
        core::SiteId id;
        std::vector<std::pair<std::string, std::string>> desktops;  // id and name, by id
        std::vector<std::array<std::uint32_t, 2>> snapshots;        // of each desktop: system, data
    };
    using EndingKey = std::tuple<std::size_t, core::Outcome, core::Reason>;  // with the policy's place

    void see(const core::Slot& slot);
    void see(const core::Task& task);
    void see(const ports::Tasks& tasks);
    template <class Other>
    void see(const Other&) {}

    RehearsedSlot& slot_of(const OpenSlot& open) { return report_.policies[open.policy].slots[open.place]; }
    void count(const OpenSlot& open, const core::Task& task, Ending ending);
    void take_back(const OpenSlot& open, const core::Task& task, Ending ending);
    std::uint32_t* snapshots_of(const core::Task& task);
    void note_not_done(const OpenSlot& open, const core::Task& task, Ending ending);
    void count_disks();

    RehearsalReport report_;
    std::map<std::string, std::size_t> policies_;  // places by name
    std::unordered_map<std::int64_t, OpenSlot> open_;
    std::map<EndingKey, NotDone> not_done_;
    std::map<EndingKey, std::int64_t> counted_slot_;  // the slot that was counted last
    std::vector<SiteDisks> disks_;
    std::uint64_t slots_ = 0;
    std::uint64_t unsettled_ = 0;
};

}  // namespace ecdsnap::simulation
