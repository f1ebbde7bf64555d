// What reading the configuration needs from this machine: its time zones, and whether a key file is kept safe.
#pragma once

#include "adapters/yaml/config_environment.hpp"

namespace ecdsnap::cli {

// For the daemon: what it cannot read is a problem.
adapters::ConfigEnvironment machine_environment();

// For a person's command: files that only the daemon may read, and those that systemd lays out for it, are a warning.
adapters::ConfigEnvironment environment_of_visitor();

// For whoever only looks ahead: on another machine, where the daemon's keys are not, or without the right to read them.
adapters::ConfigEnvironment environment_without_secrets();

}  // namespace ecdsnap::cli
