// One schedule while it is read: `cron` or `every` or neither, and what goes with it. Which of them is there, and in
// which dialect and zone, is known at the end of its mapping only, so the values are kept until then.
#pragma once

#include "adapters/yaml/config_environment.hpp"
#include "adapters/yaml/mapping_reader.hpp"
#include "core/schedule/recurrence.hpp"

#include <absl/time/time.h>

#include <array>
#include <optional>
#include <string>

namespace ecdsnap::adapters {

struct RecurrenceDraft {
    explicit RecurrenceDraft(const ConfigEnvironment& machine) : environment(&machine) {}

    const ConfigEnvironment* environment;
    std::optional<YamlValue> cron_value;  // as they stand in the file; nullopt: not given
    std::optional<YamlValue> dialect_value;
    std::optional<YamlValue> every_value;
    std::optional<YamlValue> anchor_value;
    core::CronDialect dialect = core::CronDialect::cron;
    bool readable = true;  // false: the dialect is unknown, so cron cannot be read
    core::FixedGrid grid;
    absl::TimeZone zone = absl::UTCTimeZone();
    std::optional<std::string> timezone;  // nullopt: not given, the times are UTC
    bool is_part = false;                 // of a template or defaults: cron or every may stand elsewhere
    bool dialect_elsewhere = false;       // so may the dialect of cron
    bool has_further = false;             // schedules below it, which may have its dialect
    bool is_spaced = false;               // an objective makes the slots where neither cron nor every stands
};

using RecurrenceKeys = std::array<Key<RecurrenceDraft>, 5>;
const RecurrenceKeys& recurrence_keys();

// What the draft of `mapping` says; nullopt: it has a problem, which is reported, or an objective says when.
std::optional<core::Recurrence> finish(const RecurrenceDraft& draft, const YamlValue& mapping);

}  // namespace ecdsnap::adapters
