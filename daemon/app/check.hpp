// `ecdsnapd --check`: reads the configuration and names every problem. The same as `ecdsnap check`.
#pragma once

#include "app/command_line.hpp"

namespace ecdsnap::app {

int check(const Check& command);

}  // namespace ecdsnap::app
