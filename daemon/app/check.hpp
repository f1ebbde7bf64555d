// `ecdsnapd --check`: reads the configuration and names every problem. Outside of the service the same as `ecdsnap
// check`; inside of it, as ExecStartPre=, what the daemon cannot read is a problem.
#pragma once

#include "app/command_line.hpp"
#include "core/environment.hpp"

namespace ecdsnap::app {

int check(const Check& command, const core::Environment& environment);

}  // namespace ecdsnap::app
