// What reading the configuration needs from the machine beside the files themselves; app fills it in.
#pragma once

#include "core/schedule/calendar.hpp"
#include "core/text/text_error.hpp"

#include <absl/time/time.h>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

struct ConfigEnvironment {
    // A time zone by its IANA name, or what is wrong with the name.
    std::function<core::TextResult<absl::TimeZone>(std::string_view name)> load_zone;

    // The stretches of time in an iCalendar file, whole days and times without a zone read in `zone`; or what is wrong
    // with the file.
    std::function<core::TextResult<std::vector<core::CalendarSpan>>(const std::filesystem::path& file,
                                                                    const absl::TimeZone& zone)>
        load_calendar;

    // What is wrong with a file that holds a secret: not there, readable by others. nullopt: it may be used.
    std::function<std::optional<core::TextError>(const std::filesystem::path& file)> secret_file_problem;

    // Why whoever reads the configuration cannot look at a file that the daemon may find in order, which is a warning
    // then; empty: it was looked at. Unset: this is the daemon.
    std::function<std::string(const std::filesystem::path& file)> unseen_because;
};

}  // namespace ecdsnap::adapters
