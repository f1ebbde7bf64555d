// `calendars:` of the policies' files: one set for all files, read before the policies that use them.
#pragma once

#include "adapters/yaml/config_environment.hpp"
#include "adapters/yaml/config_key.hpp"
#include "adapters/yaml/yaml_value.hpp"
#include "core/schedule/calendar_rules.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace ecdsnap::adapters {

struct NamedCalendar {
    std::shared_ptr<const core::Calendar> calendar;  // nullptr: it has a problem, which is reported
    std::string place;                               // "file:line"
};
using Calendars = std::map<std::string, NamedCalendar>;

// The calendars of one file, whose root this is.
void read_calendars(const YamlNode& root, FileReport& report, const ConfigEnvironment& environment,
                    Calendars& calendars);
std::vector<ConfigKey> calendar_keys();

// `only_on` and `except_on`: names of calendars, or mappings of a name and what becomes of a slot.
std::vector<core::CalendarUse> read_calendar_uses(const YamlValue& value, const Calendars& calendars);

}  // namespace ecdsnap::adapters
