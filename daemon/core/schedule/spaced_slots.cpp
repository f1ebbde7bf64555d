#include "core/schedule/spaced_slots.hpp"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <utility>

namespace ecdsnap::core {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr seconds day_length = days{1};

constexpr std::array<seconds, 11> parts_of_a_day{hours{12}, hours{8},    hours{6},    hours{4},    hours{3},   hours{2},
                                                 hours{1},  minutes{30}, minutes{20}, minutes{15}, minutes{10}};

// At a fixed time; later than any zone's last great change, so that the grid's local times are those of today.
constexpr int anchor_year = 2026;

sys_seconds midnight_in(const absl::TimeZone& zone) {
    const absl::Time instant = absl::FromCivil(absl::CivilSecond(anchor_year, 1, 1), zone);
    return sys_seconds{seconds{absl::ToUnixSeconds(instant)}};
}

// Fixed times of each day: "30 2,14 * * *". The step is a day or a whole number of hours that divides it.
Recurrence daily(const Spacing& spacing, seconds step, sys_seconds anchor) {
    const absl::CivilSecond at = spacing.zone.At(absl::FromUnixSeconds(anchor.time_since_epoch().count())).cs;
    const int every = static_cast<int>(step / hours{1});
    std::string list;
    for (int hour = at.hour() % every; hour < 24; hour += every)
        list += fmt::format("{}{}", list.empty() ? "" : ",", hour);
    std::string text = fmt::format("{} {} * * *", at.minute(), list);
    auto dialect = CronDialect::cron;
    if (at.second() != 0) {
        text = fmt::format("{} {}", at.second(), text);
        dialect = CronDialect::cron_seconds;
    }
    Recurrence recurrence =
        cron_recurrence(CronExpression::parse(text, dialect).value(), text, spacing.zone, spacing.zone_name);
    recurrence.text += fmt::format(" (for {})", spacing.purpose);
    return recurrence;
}

Recurrence spaced(const Spacing& spacing) {
    const seconds step = step_within(spacing.apart).value();
    const sys_seconds anchor = spacing.anchor.value_or(midnight_in(spacing.zone));
    const bool local = step <= day_length && step >= hours{2};
    if (local && step + OffsetTable(spacing.zone).furthest_back() <= spacing.apart) return daily(spacing, step, anchor);
    Recurrence recurrence = grid_recurrence(FixedGrid{step, anchor}, spacing.zone);
    recurrence.text += fmt::format(" (for {})", spacing.purpose);
    return recurrence;
}

}  // namespace

std::optional<seconds> step_within(std::chrono::milliseconds apart) {
    if (apart >= day_length) return std::chrono::floor<days>(apart);
    for (const seconds step : parts_of_a_day)
        if (step <= apart) return step;
    return std::nullopt;
}

std::vector<Recurrence> spaced_recurrences(const Spacing& spacing) {
    std::vector<Recurrence> recurrences{spaced(spacing)};
    if (spacing.calendars.empty()) return recurrences;
    GapEdges edges;
    edges.spaced = std::make_shared<const Recurrence>(recurrences.front());
    edges.calendars = spacing.calendars;
    edges.apart = std::chrono::floor<seconds>(spacing.apart);
    recurrences.push_back({std::move(edges), spacing.zone, "the edges of gaps", nullptr});
    return recurrences;
}

}  // namespace ecdsnap::core
