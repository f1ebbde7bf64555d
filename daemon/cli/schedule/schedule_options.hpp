// What was typed after `ecdsnap schedule`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

inline constexpr std::size_t most_listed_slots = 10'000;

struct ScheduleOptions {
    std::vector<std::string> expression;  // one word; several: the quotes were forgotten
    std::optional<std::string> every;     // instead of an expression: a duration
    std::optional<std::string> anchor;    // of `every`: an instant
    std::string timezone = "UTC";         // an IANA name
    std::string dialect = "cron";         // one of cron_dialect_names
    std::optional<std::string> from;      // an instant, or a local time in `timezone`; nullopt: now
    std::size_t next = 5;                 // 1 to most_listed_slots
    bool batch = false;                   // questions come as JSON lines; the above is what they leave out
};

}  // namespace ecdsnap::cli
