// Events that nobody but the log is told of.
#pragma once

#include "core/events/event.hpp"

namespace ecdsnap::core {

// A daemon that hangs can write a line, and reach nobody: no notification is made of these.
constexpr bool is_told_to_log_alone(EventId id) {
    return id == EventId::hangs || id == EventId::goes_on;
}

}  // namespace ecdsnap::core
