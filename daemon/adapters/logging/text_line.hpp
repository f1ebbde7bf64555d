// An event as one line for a person:
//   2026-11-25 02:00:03.250+08:00 error ECDS-1204 2 disks were missed policy=nightly count=2 detail="window over"
// In the journal, which keeps time and level itself: <3>ECDS-1204 2 disks were missed policy=nightly …
// What asks for something to be done says what, at the end of the line.
#pragma once

#include "adapters/logging/log_target.hpp"
#include "core/events/event.hpp"
#include "core/time.hpp"

#include <string>

namespace ecdsnap::adapters {

// Without the line end. The time is shown in the process's own zone.
std::string text_line(const core::Event& event, core::WallTime time, const LogTarget& target);

// What follows the level: code, message, fields, remedy.
std::string message_text(const core::Event& event);

// What journald reads a line's level from: "<3>".
std::string journal_prefix(core::EventLevel level);

}  // namespace ecdsnap::adapters
