// Reads slots, tasks and what belongs to them back out of rows. The column lists and the functions belong together: a
// query names the list, the function reads its columns in that order.
#pragma once

#include "adapters/sql/site_numbers.hpp"
#include "adapters/sql/sqlite.hpp"
#include "core/slot/slot.hpp"
#include "core/task/task.hpp"

#include <string>

namespace ecdsnap::adapters::sql {

extern const std::string slot_columns;
extern const std::string task_columns;
inline constexpr auto suspect_columns = "task_id, snapshot_number, send_number";
inline constexpr auto extra_columns = "task_id, snapshot_id, name, status, created_ms, found_at_ms";

core::Slot read_slot(Statement& row);

// Without suspects and extras: those are rows of their own.
core::Task read_task(Statement& row, SiteNumbers& sites);

core::Suspect read_suspect(Statement& row);  // after `task_id`
core::Extra read_extra(Statement& row);

// One task's suspects and extras, in the order in which they were written.
class TaskParts {
public:
    explicit TaskParts(Database& database);
    void read_into(core::Task& task);

private:
    Statement suspects_;
    Statement extras_;
};

}  // namespace ecdsnap::adapters::sql
