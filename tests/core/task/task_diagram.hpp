// The pairs of state and event as a person reads them: a Mermaid state diagram and a table.
#pragma once

#include "task_pairs.hpp"

#include <string>
#include <vector>

namespace ecdsnap::core {

// Events that lead from one place to the same one share an arrow or a row: "Tick (its turn; window over), Cancelled".
std::string diagram(const std::vector<Pair>& pairs);
std::string table(const std::vector<Pair>& pairs);

}  // namespace ecdsnap::core
