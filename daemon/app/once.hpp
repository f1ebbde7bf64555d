// `ecdsnapd --once POLICY`: one slot now, followed to its end, with a table of what became of each disk.
#pragma once

#include "app/command_line.hpp"
#include "core/environment.hpp"

namespace ecdsnap::app {

int run_once(const Once& command, const core::Environment& environment);

}  // namespace ecdsnap::app
