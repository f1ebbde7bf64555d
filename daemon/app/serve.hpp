// `ecdsnapd` as a service: serves until it is told to stop.
#pragma once

#include "app/command_line.hpp"
#include "core/environment.hpp"

namespace ecdsnap::app {

int serve(const Serve& command, const core::Environment& environment);

}  // namespace ecdsnap::app
