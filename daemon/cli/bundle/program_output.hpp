// What programs of this machine say.
#pragma once

#include "core/environment.hpp"
#include "core/time.hpp"

#include <string>
#include <vector>

namespace ecdsnap::cli {

// Both streams, and how it ended when that was not well; a program that is not there, or takes longer, is a sentence.
std::string program_output(std::vector<std::string> argv, const core::Environment& environment, core::Millis limit);

}  // namespace ecdsnap::cli
