// `ecdsnap schedule`: what an expression means and when it is due. Needs no daemon and no configuration.
#pragma once

#include "cli/schedule/schedule_options.hpp"
#include "cli/terminal.hpp"

namespace ecdsnap::cli {

// 0: answered; with --batch also when answers are errors. 2: the expression or an option cannot be used.
int show_schedule(const ScheduleOptions& options, Terminal& terminal, Output output);

}  // namespace ecdsnap::cli
