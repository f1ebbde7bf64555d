// Reads the process's environment once, at the start; nothing below `app` asks for variables.
#pragma once

#include "core/environment.hpp"

namespace ecdsnap::app {

// Also removes TZDIR from the process, since it would change what every time zone means.
core::Environment read_environment(char** variables);

}  // namespace ecdsnap::app
