// How much happens in each hour of each day of a plan, by the clock of one zone.
#pragma once

#include "cli/plan/plan_result.hpp"

#include <absl/time/civil_time.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::cli {

enum class HeatUnit : std::uint8_t {
    calls,  // CreateSnapshot, when they are sent: the plan is of all policies over a known fleet
    tasks,  // of the slots that begin in the hour
    slots,  // that begin in the hour: no fleet is known
};

struct HourCell {
    double amount = 0;
    std::uint64_t left_over = 0;     // tasks of the hour's slots that do not fit their windows
    std::vector<std::string> slots;  // "nightly 02:00", at most most_named_slots
    std::size_t more_slots = 0;      // not named
    std::vector<std::string> taken;  // "nightly 02:00 skipped (…)", at most most_named_slots
};

inline constexpr std::size_t most_named_slots = 8;

struct HeatDay {
    absl::CivilDay day;
    std::array<HourCell, 24> hours;
};

HeatUnit unit_of(const PlanResult& result);

// One after the other, without gaps; those after most_heat_days are left out.
inline constexpr std::size_t most_heat_days = 62;
std::vector<HeatDay> heat_days(const PlanResult& result, const absl::TimeZone& zone);

}  // namespace ecdsnap::cli
