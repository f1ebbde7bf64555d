#include "cli/chart/time_axis.hpp"

#include <absl/time/civil_time.h>
#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::cli {
namespace {

using namespace std::chrono_literals;

core::WallTime wall_of(absl::Time time) {
    return core::WallTime{core::Millis{absl::ToUnixMillis(time)}};
}

absl::Time absl_of(core::WallTime time) {
    return absl::FromUnixMillis(time.time_since_epoch().count());
}

const char* month_name(int month) {
    constexpr const char* names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return names[month - 1];
}

std::string day_label(absl::CivilDay day) {
    return fmt::format("{} {}", day.day(), month_name(day.month()));
}

}  // namespace

double TimeAxis::x(core::WallTime time) const {
    const auto part = static_cast<double>((time - begin_).count()) / static_cast<double>((end_ - begin_).count());
    return left_ + std::clamp(part, 0.0, 1.0) * (right_ - left_);
}

std::vector<AxisMark> TimeAxis::marks(const absl::TimeZone& zone) const {
    const core::Millis span = end_ - begin_;
    if (span <= 36h) return hour_marks(zone, 3);
    if (span <= 96h) return hour_marks(zone, 12);
    if (span <= 24h * 16) return day_marks(zone, 1);
    if (span <= 24h * 46) return day_marks(zone, 3);
    if (span <= 24h * 100) return day_marks(zone, 7);
    return month_marks(zone);
}

std::vector<AxisMark> TimeAxis::hour_marks(const absl::TimeZone& zone, int every) const {
    std::vector<AxisMark> marks;
    const auto first = absl::ToCivilDay(absl_of(begin_), zone);
    for (absl::CivilHour hour(first); wall_of(absl::FromCivil(hour, zone)) <= end_; hour += every) {
        const core::WallTime at = wall_of(absl::FromCivil(hour, zone));
        if (at < begin_) continue;
        const bool midnight = hour.hour() == 0;
        marks.push_back({at, midnight ? day_label(absl::CivilDay(hour)) : fmt::format("{:02}:00", hour.hour())});
    }
    return marks;
}

std::vector<AxisMark> TimeAxis::day_marks(const absl::TimeZone& zone, int labelled) const {
    std::vector<AxisMark> marks;
    int number = 0;
    for (absl::CivilDay day = absl::ToCivilDay(absl_of(begin_), zone);; ++day) {
        const core::WallTime at = wall_of(absl::FromCivil(day, zone));
        if (at > end_) return marks;
        if (at < begin_) continue;
        marks.push_back({at, number++ % labelled == 0 ? day_label(day) : ""});
    }
}

std::vector<AxisMark> TimeAxis::month_marks(const absl::TimeZone& zone) const {
    std::vector<AxisMark> marks;
    for (absl::CivilMonth month = absl::CivilMonth(absl::ToCivilDay(absl_of(begin_), zone));; ++month) {
        const core::WallTime at = wall_of(absl::FromCivil(month, zone));
        if (at > end_) return marks;
        if (at < begin_) continue;
        marks.push_back({at, fmt::format("{} {}", month_name(month.month()), month.year())});
    }
}

}  // namespace ecdsnap::cli
