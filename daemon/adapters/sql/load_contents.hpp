// Reads what a start needs: everything that is open, unsettled or in doubt, and the memories.
#pragma once

#include "adapters/sql/site_numbers.hpp"
#include "adapters/sql/sqlite.hpp"
#include "ports/ledger.hpp"

namespace ecdsnap::adapters::sql {

// `made_new` and `rewritten` are left to the caller: they are about the file, not about what is in it.
ports::LedgerContents load_contents(Database& database, SiteNumbers& sites);

}  // namespace ecdsnap::adapters::sql
