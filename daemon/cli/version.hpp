// The version of the project, as --version says it.
#pragma once

namespace ecdsnap::cli {

const char* program_version();  // "0.1.0"

}  // namespace ecdsnap::cli
