// The parts of a decision's line: what happened, what that changed, what follows.
#pragma once

#include "core/task/decision.hpp"

#include <string>
#include <vector>

namespace ecdsnap::core {

// "answer lost (HTTP 503)"; empty for a Tick and for an answer that nobody waited for.
std::string happening_phrase(const Decision& decision);

// "send 1 is a suspect", "s-2 is an extra", …
std::vector<std::string> change_phrases(const Decision& decision);

// "looks again at 18:01:14.200", "waits for the desktop (Starting)", "done (s-1 ACCOMPLISHED)", …
std::string sequel_phrase(const Decision& decision);

// Whether the task sends no more though it is not settled: only its suspects are waited for.
bool only_looks(const Decision& decision);

// A steady time as UTC time of day: "18:01:14.200"; "25T02:00:00.000" when that is another day than now.
std::string moment_text(const TaskFacts& facts, SteadyTime moment);

// "0.2 s", "1m30s"
std::string span_text(SteadyTime::duration span);

// "1 suspect", "2 suspects"
std::string suspects_text(const Task& task);

// At most `limit` bytes, never inside a character; "…" stands for what was cut.
std::string shortened(std::string text, std::size_t limit);

}  // namespace ecdsnap::core
