// A span of time from left to right, with marks where people look for them: at midnights of their zone, or at hours
// and months where that is too many or too few.
#pragma once

#include "core/time.hpp"

#include <absl/time/time.h>

#include <string>
#include <vector>

namespace ecdsnap::cli {

struct AxisMark {
    core::WallTime at{};
    std::string label;  // empty: a line only
};

class TimeAxis {
public:
    // begin < end, left < right.
    TimeAxis(core::WallTime begin, core::WallTime end, double left, double right)
        : begin_(begin), end_(end), left_(left), right_(right) {}

    double x(core::WallTime time) const;  // inside [left, right]
    double left() const { return left_; }
    double right() const { return right_; }

    // In order; labels are far enough apart to be read.
    std::vector<AxisMark> marks(const absl::TimeZone& zone) const;

private:
    std::vector<AxisMark> hour_marks(const absl::TimeZone& zone, int every) const;
    std::vector<AxisMark> day_marks(const absl::TimeZone& zone, int labelled) const;
    std::vector<AxisMark> month_marks(const absl::TimeZone& zone) const;

    core::WallTime begin_;
    core::WallTime end_;
    double left_;
    double right_;
};

}  // namespace ecdsnap::cli
