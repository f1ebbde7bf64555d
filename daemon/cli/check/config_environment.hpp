// What reading the configuration needs from this machine: its time zones, and whether a key file is kept safe.
#pragma once

#include "adapters/yaml/config_environment.hpp"

namespace ecdsnap::cli {

adapters::ConfigEnvironment machine_environment();

}  // namespace ecdsnap::cli
