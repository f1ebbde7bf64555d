// What `ecdsnap schedule` says about one schedule.
#pragma once

#include "cli/schedule/schedule_question.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::cli {

// The words, warnings, and a line for each slot: local time, UTC, what a clock change did to it.
std::string schedule_text(const ScheduleQuestion& question, std::size_t width);

// {"schedule": …, "words": …, "timezone": …, "from": …, "warnings": […], "next": [{"utc": …, "local": …, "note": …}]}
std::string schedule_json(const ScheduleQuestion& question);

// What is wrong, and below it the expression with a mark under the column.
std::string error_text(const core::TextError& error, std::string_view expression);

// {"error": …, "column": n, "allowed": …, "hint": …}
std::string error_json(const core::TextError& error);

}  // namespace ecdsnap::cli
