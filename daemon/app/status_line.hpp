// The line that `systemctl status` shows: how far the night has come, and before that what is wrong.
#pragma once

#include "ports/status_view.hpp"

#include <absl/time/time.h>

#include <string>

namespace ecdsnap::app {

// "412 of 500 snapshots, done about 02:41": times are local ones of `zone`, with the day when it is more than a day
// away.
std::string status_line(const ports::Status& status, const absl::TimeZone& zone);

}  // namespace ecdsnap::app
