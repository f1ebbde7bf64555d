// A cron expression in plain English, so that a person sees what they wrote.
#pragma once

#include "core/schedule/cron_expression.hpp"

#include <string>

namespace ecdsnap::core {

// "at 02:00 every day"; "every 15 minutes from 09:00 to 17:45 on Monday to Friday"; "at 00:00 on the last Friday of
// March". Made from what the expression means, not from its text, so it is right where a text surprises.
std::string describe(const CronExpression& expression);

}  // namespace ecdsnap::core
