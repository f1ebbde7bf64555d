// `ecdsnap schedule --batch`: questions as JSON lines, an answer for each.
#pragma once

#include "cli/schedule/schedule_options.hpp"
#include "core/time.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::cli {

// `line` is {"expr": …, "timezone": …, "dialect": …, "from": …, "count": n}; what is absent or null is taken from
// `defaults`, whose time zone and `from` are good. The answer has no line end: {"next": ["2026-01-02T03:04:00Z", …]},
// where fewer than `count` mean that there are no more, or {"error": …, "column": n}: the column in the expression, or
// of a line that is not JSON; 0: neither. Here an expression that is never due is no error.
std::string batch_answer(std::string_view line, const ScheduleOptions& defaults, core::WallTime now);

}  // namespace ecdsnap::cli
