// A turn of the task machine as one line of plain English: which task, what happened, what was decided and why.
//   nightly 24T18:01 ecd-001 system: listing of 18:01:09.200 shows nothing (look 1 of 2, no witness); looks again at
//   18:01:14.200
// Times are UTC by this machine's wall clock at the turn; the day is there when it is not the turn's.
#pragma once

#include "core/task/decision.hpp"

#include <cstddef>
#include <string>

namespace ecdsnap::core {

// Longer lines are cut (bytes of UTF-8).
inline constexpr std::size_t longest_decision = 240;

// Whether anything was decided: the task changed in what it does or waits for, something is to be done, or a Tick found
// that nothing will be sent any more.
bool decides(const Decision& decision);

// "due; writes the intent of send 1"; empty when nothing was decided.
std::string decision_words(const Decision& decision);

// The same behind "nightly 24T18:01 ecd-001 system: "; empty when nothing was decided.
std::string decision_text(const Decision& decision);

}  // namespace ecdsnap::core
