// Time zones by their IANA names, from the system's tzdata. The C library and Abseil accept far more (paths, POSIX
// strings, leap-second zones); here a name is good only if tzdata itself lists it, in exactly that spelling.
#pragma once

#include "core/text/text_error.hpp"

#include <absl/time/time.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

// The names that a tzdata.zi (the compact form of the zone rules) defines: zones and links, without "Factory". Sorted.
std::vector<std::string> zone_names_of(std::string_view tzdata_zi);

// The version in its first line, "2025b"; empty when there is none.
std::string tzdata_version_of(std::string_view tzdata_zi);

// All names that load_time_zone accepts, sorted.
const std::vector<std::string>& time_zone_names();

// The zone called `name`. Errors have a "did you mean" (also for wrong case). Expects that TZDIR is not set in the
// environment: Abseil would read its zones from there. A zone stays as first loaded until the process ends.
core::TextResult<absl::TimeZone> load_time_zone(std::string_view name);

inline constexpr std::string_view unknown_tzdata = "unknown";

// The version of the tzdata this process uses ("unknown" if there is none): the file as it was at the first call of any
// function here.
std::string tzdata_version();

// The version on disk now. Different from tzdata_version(): tzdata was updated, a restart is needed to use it.
std::string tzdata_version_on_disk();

// What is wrong with the zones of this machine: no tzdata, a well-known offset that is not right, or (old libraries) no
// summer time after 2037. nullopt: all is well.
std::optional<std::string> time_zone_self_test();

}  // namespace ecdsnap::adapters
