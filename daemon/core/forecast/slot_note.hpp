// What a person should know of one slot beside its time.
#pragma once

#include "core/schedule/timetable.hpp"
#include "core/time.hpp"

#include <string>

namespace ecdsnap::core {

// How a clock change or a gap plays a part in `slot`, one of the timetable's; empty: neither does.
std::string slot_note(const Timetable& timetable, SlotInstant slot);

}  // namespace ecdsnap::core
