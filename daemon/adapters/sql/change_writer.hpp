// Writes changes into the tables, inside a transaction that the caller holds. All changes are upserts; what must not
// change (a slot's key, a task's identity) is checked.
#pragma once

#include "adapters/sql/site_numbers.hpp"
#include "adapters/sql/sqlite.hpp"
#include "ports/ledger.hpp"

#include <cstdint>
#include <span>

namespace ecdsnap::adapters::sql {

class ChangeWriter {
public:
    ChangeWriter(Database& database, SiteNumbers& sites);

    // `now` is the time of their commit.
    void write(std::span<const ports::LedgerChange> changes, core::WallTime now);

    // The highest ids written through this object, committed or not, and of tasks also of those stored before; 0: none.
    std::int64_t highest_slot_id() const { return highest_slot_id_; }
    std::int64_t highest_task_id() const { return highest_task_id_; }

private:
    void write_one(const core::Slot& slot);
    void write_one(const core::Task& task);
    void write_one(const ports::Tasks& tasks);
    void write_one(const core::Extra& extra);
    void write_one(const core::PolicyMemory& policy);
    void write_one(const ports::SiteMemory& memory);
    void write_one(const ports::StartRecord& start);
    void write_one(const core::Pause& pause);
    void write_one(const core::Approval& approval);
    void write_one(const core::Wake& wake);
    void add_suspects(const core::Task& task);

    Database& database_;
    SiteNumbers& sites_;
    Statement slot_;
    Statement task_;
    Statement verified_;
    Statement clear_suspects_;
    Statement suspect_;
    Statement extra_;
    Statement policy_;
    Statement site_memory_;
    Statement met_limit_;
    Statement forget_limit_;
    Statement start_;
    Statement pause_;
    Statement approval_;
    Statement wake_;
    core::WallTime believed_until_{};  // no snapshot was made after it, in write()
    std::int64_t highest_slot_id_ = 0;
    std::int64_t highest_task_id_ = 0;
};

}  // namespace ecdsnap::adapters::sql
