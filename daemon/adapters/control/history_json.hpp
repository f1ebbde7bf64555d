// Lines of history as JSON: {"slot": {…}, "task": {…}}; "task" is null for a slot that passed as a whole.
#pragma once

#include "ports/ledger.hpp"

#include <nlohmann/json_fwd.hpp>

namespace ecdsnap::adapters {

nlohmann::ordered_json history_entry_json(const ports::HistoryEntry& entry);

}  // namespace ecdsnap::adapters
