// `regions: all` for commands that ask the cloud themselves.
#pragma once

#include "cli/terminal.hpp"
#include "core/environment.hpp"
#include "core/error.hpp"
#include "core/result.hpp"
#include "core/settings.hpp"
#include "core/time.hpp"

#include <optional>

namespace ecdsnap::cli {

// The settings with the regions that the cloud names filled in, for accounts that have all of them. Blocks. The error
// is one account's answer: without it nobody knows which sites there are. Its class is bad_request where the
// configuration is at fault.
core::Result<core::Settings> with_regions(core::Settings settings, const core::Environment& environment,
                                          std::optional<core::Millis> deadline = std::nullopt);

// The same; false: it has been told why not, and the exit code is in `exit_code`.
bool ask_regions_or_tell(core::Settings& settings, Terminal& terminal, int& exit_code);

}  // namespace ecdsnap::cli
