// Lines of history as tables: what `ecdsnap run --wait`, `ecdsnapd --once` and `ecdsnap history` show.
#pragma once

#include "cli/tables/table.hpp"
#include "ports/ledger.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

// One slot's disks, those with a problem first, then the counts by outcome and reason:
//   5 disks: 3 done, 1 skipped (1 hibernated), 1 failed (1 quota)
std::string result_table(const std::vector<ports::HistoryEntry>& entries, std::size_t width = any_width);

// Lines in the order given, with their slots.
std::string history_table(const std::vector<ports::HistoryEntry>& entries, std::size_t width = any_width);

}  // namespace ecdsnap::cli
