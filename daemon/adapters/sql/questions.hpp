// Answers about single tasks and slots, and about what happened: what `find_*`, `history` and `recent_slots` ask.
#pragma once

#include "adapters/sql/row_reader.hpp"
#include "adapters/sql/site_numbers.hpp"
#include "adapters/sql/sqlite.hpp"
#include "ports/ledger.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace ecdsnap::adapters::sql {

class Questions {
public:
    Questions(Database& database, SiteNumbers& sites);

    std::optional<core::Task> task(const ports::TaskIdentity& identity);
    std::optional<core::Slot> slot(const core::SlotKey& key);
    std::vector<ports::HistoryEntry> history(const ports::HistoryQuery& query);
    std::vector<core::Slot> recent_slots(std::uint32_t per_policy);
    ports::LedgerFigures figures();

private:
    std::vector<ports::HistoryEntry> history_of_desktop(const ports::HistoryQuery& query);
    std::vector<ports::HistoryEntry> history_by_slot(const ports::HistoryQuery& query);
    void add_tasks_of(const core::Slot& slot, Statement& tasks, std::uint32_t limit,
                      std::vector<ports::HistoryEntry>& entries);

    Database& database_;
    SiteNumbers& sites_;
    TaskParts parts_;
    Statement task_;
    Statement slot_;
};

}  // namespace ecdsnap::adapters::sql
