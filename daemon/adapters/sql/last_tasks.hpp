// How the newest tasks of the disks that have no new snapshot have ended, for metrics.
#pragma once

#include "adapters/sql/sqlite.hpp"
#include "ports/ledger.hpp"

namespace ecdsnap::adapters::sql {

// Fills in `excused` and `known_since`.
void add_last_tasks(Database& database, ports::LedgerFigures& figures);

}  // namespace ecdsnap::adapters::sql
