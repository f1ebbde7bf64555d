// What reading the configuration needs from this machine: its time zones, and whether a key file is kept safe.
#pragma once

#include "adapters/yaml/config_environment.hpp"

namespace ecdsnap::cli {

adapters::ConfigEnvironment machine_environment();

// For whoever only looks ahead: on another machine, where the daemon's keys are not, or without the right to read them.
adapters::ConfigEnvironment environment_without_secrets();

}  // namespace ecdsnap::cli
