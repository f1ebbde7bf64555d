// The times of day of a cron expression in plain English. Internal to cron_words.hpp.
#pragma once

#include "core/schedule/cron_fields.hpp"

#include <string>

namespace ecdsnap::core {

// "at 02:00 and 14:00"; "every 15 minutes from 09:00 to 17:45"; "at minutes 0 and 35 of every hour".
std::string day_time_words(const CronFields& fields);

}  // namespace ecdsnap::core
