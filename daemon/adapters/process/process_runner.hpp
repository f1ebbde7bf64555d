// Runs programs for what they print.
#pragma once

#include "core/environment.hpp"
#include "ports/clock.hpp"
#include "ports/process_runner.hpp"

#include <memory>

namespace ecdsnap::adapters {

// Programs have this environment. The clock outlives the runner and every run.
std::unique_ptr<ports::ProcessRunner> make_process_runner(ports::Clock& clock, const core::Environment& environment);

}  // namespace ecdsnap::adapters
