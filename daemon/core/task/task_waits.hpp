// What keeps a due task from being sent now, apart from its own back-off and a look-up that it may need.
#pragma once

#include "core/task/task_event.hpp"

#include <optional>

namespace ecdsnap::core {

struct Wait {
    Reason reason = Reason::none;
    SteadyTime until = never;  // at the longest; a change of what it waits for ends it sooner
};

// nullopt: nothing.
std::optional<Wait> wait_of(const TaskFacts& facts);

// Whether the desktop is as the policy would rather have it. What the cloud does not say of a session counts as one.
bool is_preferred(const DesktopView& desktop, Preference preference);

}  // namespace ecdsnap::core
