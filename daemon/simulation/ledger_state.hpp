// What a ledger holds, as plain values in memory, with the rules of ports::Ledger: which changes contradict it, how
// they apply, and what the questions answer. Copying it is how a test makes an old copy of a ledger.
#pragma once

#include "ports/ledger.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace ecdsnap::simulation {

class LedgerState {
public:
    // Why these changes cannot be stored (a task without its slot, a second task of one identity, …); nullopt: they
    // can.
    std::optional<std::string> contradiction(std::span<const ports::LedgerChange> changes) const;

    // They do not contradict the state.
    void apply(std::span<const ports::LedgerChange> changes, core::WallTime now);

    void set_rewritten() { rewritten_ = true; }  // until the next apply()
    void end_in_order() { cut_off_ = false; }    // until the next apply()

    // For long runs of a daemon that is never started again, which asks for no task that it still knows itself: from
    // now on tasks and extras are accepted and not kept.
    void keep_no_tasks() { keeps_tasks_ = false; }

    ports::LedgerContents contents() const;
    const core::Task* task(std::int64_t id) const;
    const core::Task* task(const ports::TaskIdentity& identity) const;
    const core::Slot* slot(const core::SlotKey& key) const;
    const std::map<std::int64_t, core::Slot>& slots() const { return slots_; }
    const std::map<std::int64_t, core::Task>& tasks() const { return tasks_; }  // with their extras
    std::vector<ports::HistoryEntry> history(const ports::HistoryQuery& query) const;
    std::vector<core::Slot> recent_slots(std::uint32_t per_policy) const;
    ports::LedgerFigures figures() const;
    std::uint64_t prune(core::WallTime older_than);

private:
    // slot, desktop, disk, site: also the order of the tasks of one slot
    using Identity = std::tuple<std::int64_t, std::string, std::string, core::SiteId>;
    class Check;

    static Identity identity_of(const core::Task& task);

    void put(const core::Slot& slot);
    void put(const core::Task& task);
    void put(const ports::Tasks& tasks);
    void put(const core::Extra& extra);
    void put(const core::PolicyMemory& policy);
    void put(const ports::SiteMemory& memory);
    void put(const ports::StartRecord& start);
    void put(const core::Pause& pause);
    void put(const core::Approval& approval);
    void put(const core::Wake& wake);
    std::vector<const core::Task*> tasks_of(std::int64_t slot_id) const;
    std::vector<const core::Slot*> newest_first() const;
    void add_last_tasks(ports::LedgerFigures& figures) const;
    core::WallTime first_opened(const std::string& desktop_id) const;  // a slot with a task of it, which there is
    bool may_go(const core::Slot& slot, core::WallTime older_than) const;

    std::optional<core::WallTime> last_commit_;
    bool rewritten_ = false;
    bool cut_off_ = false;
    bool keeps_tasks_ = true;
    std::map<std::int64_t, core::Slot> slots_;
    std::map<core::SlotKey, std::int64_t> slot_ids_;
    std::map<std::int64_t, core::Task> tasks_;
    std::map<Identity, std::int64_t> task_ids_;
    std::map<std::string, core::PolicyMemory> policies_;
    std::map<core::SiteId, ports::SiteMemory> sites_;
    std::map<std::string, ports::StartRecord> starts_;
    std::map<core::PauseKey, core::Pause> pauses_;
    std::map<std::string, core::Approval> approvals_;
    std::map<std::pair<core::SiteId, std::string>, core::Wake> wakes_;  // by desktop
    std::map<std::tuple<core::SiteId, std::string, core::DiskKind>, core::WallTime> verified_;
    core::WallTime believed_until_{};  // no snapshot was made after it, in apply()
    std::int64_t next_slot_id_ = 1;
    std::int64_t next_task_id_ = 1;
};

}  // namespace ecdsnap::simulation
