// Valid cron expressions that are likely to mean something other than what their writer thinks.
#pragma once

#include "core/schedule/cron_fields.hpp"

#include <string>
#include <vector>

namespace ecdsnap::core {

// One sentence each; empty for most expressions.
std::vector<std::string> cron_warnings(const CronFields& fields);

}  // namespace ecdsnap::core
