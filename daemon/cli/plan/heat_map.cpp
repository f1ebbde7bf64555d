#include "cli/plan/heat_map.hpp"

#include "cli/chart/svg_canvas.hpp"
#include "cli/plan/hour_cells.hpp"
#include "core/schedule/local_time_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ecdsnap::cli {
namespace {

constexpr double margin = 24;
constexpr double plot_left = 128;
constexpr double plot_top = 122;
constexpr double cell_width = 30;
constexpr double cell_height = 20;
constexpr double gap = 2;
constexpr double total_width = 84;
constexpr double width = plot_left + 24 * cell_width + total_width + margin;
constexpr int shades = 5;

const char* words_of(HeatUnit unit) {
    switch (unit) {
        case HeatUnit::calls: return "CreateSnapshot calls, in the hour in which they are sent";
        case HeatUnit::tasks: return "tasks, in the hour in which their slot begins";
        case HeatUnit::slots: return "slots, in the hour in which they begin";
    }
    return "";
}

const char* word_of(HeatUnit unit) {
    switch (unit) {
        case HeatUnit::calls: return "calls";
        case HeatUnit::tasks: return "tasks";
        case HeatUnit::slots: return "slots";
    }
    return "";
}

// A few are seen beside very many: shades go by the square root.
int shade_of(double amount, double most) {
    if (amount < 0.5) return 0;
    return std::clamp(static_cast<int>(std::ceil(shades * std::sqrt(amount / most))), 1, shades);
}

std::string day_name(absl::CivilDay day) {
    constexpr const char* names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    return fmt::format("{} {:04}-{:02}-{:02}", names[static_cast<int>(absl::GetWeekday(day))], day.year(), day.month(),
                       day.day());
}

std::string tooltip(const HeatDay& day, std::size_t hour, HeatUnit unit) {
    const HourCell& cell = day.hours[hour];
    std::string out =
        fmt::format("{} {:02}:00-{:02}:59: {:.0f} {}", day_name(day.day), hour, hour, cell.amount, word_of(unit));
    if (!cell.slots.empty()) out += fmt::format("; slots: {}", fmt::join(cell.slots, ", "));
    if (cell.more_slots > 0) out += fmt::format(" and {} more", cell.more_slots);
    if (cell.left_over > 0) out += fmt::format("; {} DO NOT FIT their windows", cell.left_over);
    if (!cell.taken.empty()) out += fmt::format("; {}", fmt::join(cell.taken, "; "));
    return out;
}

class HeatMap {
public:
    explicit HeatMap(const PlanResult& result)
        : result_(result), zone_(shared_zone(result)), unit_(unit_of(result)), days_(heat_days(result, zone_)) {
        for (const HeatDay& day : days_)
            for (const HourCell& cell : day.hours)
                most_ = std::max(most_, cell.amount);
    }

    std::string draw() && {
        draw_heading();
        draw_legend();
        for (int hour = 0; hour < 24; ++hour)
            canvas_.text(x(hour) + (cell_width - gap) / 2, plot_top - 8, fmt::format("{:02}", hour), "small",
                         Anchor::middle);
        canvas_.text(x(24) + total_width, plot_top - 8, "day", "small", Anchor::end);
        for (std::size_t place = 0; place < days_.size(); ++place)
            draw_day(days_[place], plot_top + cell_height * static_cast<double>(place));
        const double height = plot_top + cell_height * static_cast<double>(days_.size()) + margin;
        return std::move(canvas_).finish(width, height, "ecdsnap plan",
                                         fmt::format("{} by day and hour, the darker the more", word_of(unit_)));
    }

private:
    static double x(int hour) { return plot_left + cell_width * hour; }

    void draw_heading() {
        canvas_.text(margin, 36, "ecdsnap plan", "title");
        canvas_.text(
            margin, 58,
            fmt::format("{} to {}{}; {}", core::local_time_text(result_.forecast.from, zone_),
                        core::local_time_text(result_.forecast.until, zone_),
                        days_.size() == most_heat_days ? fmt::format(", its first {} days", most_heat_days) : "",
                        words_of(unit_)),
            "small");
    }

    void draw_legend() {
        double at = plot_left;
        const auto entry = [&](const char* style, const std::string& words, double step) {
            canvas_.rect({at, 73, 14, 14}, style);
            canvas_.text(at + 20, 84.5, words, "small");
            at += step;
        };
        for (int shade = 1; shade <= shades; ++shade) {
            const double up_to = most_ * shade * shade / (shades * shades);
            entry(fmt::format("heat{}", shade).c_str(), fmt::format("to {:.0f}", std::ceil(up_to)), 86);
        }
        entry("unfit", "does not fit a window", 150);
        entry("skipped", "a calendar takes slots away", 0);
    }

    void draw_day(const HeatDay& day, double top) {
        canvas_.text(plot_left - 10, top + 13, day_name(day.day), "small", Anchor::end);
        double whole = 0;
        for (std::size_t hour = 0; hour < day.hours.size(); ++hour) {
            const HourCell& cell = day.hours[hour];
            whole += cell.amount;
            const Box box{x(static_cast<int>(hour)), top, cell_width - gap, cell_height - gap};
            const int shade = shade_of(cell.amount, most_);
            if (cell.slots.empty() && cell.taken.empty() && shade == 0) {
                canvas_.rect(box, "lane");
                continue;
            }
            canvas_.begin_group(tooltip(day, hour, unit_));
            canvas_.rect(box, shade == 0 ? std::string("lane") : fmt::format("heat{}", shade));
            if (cell.left_over > 0) canvas_.rect({box.x + 1, top + 1, box.width - 2, box.height - 2}, "unfit");
            if (!cell.taken.empty()) canvas_.rect({box.x + box.width - 8, top + 2, 6, 6}, "skipped");
            canvas_.end_group();
        }
        canvas_.text(x(24) + total_width, top + 13, fmt::format("{:.0f}", whole), "small", Anchor::end);
    }

    const PlanResult& result_;
    const absl::TimeZone zone_;
    const HeatUnit unit_;
    const std::vector<HeatDay> days_;
    double most_ = 1;
    SvgCanvas canvas_;
};

}  // namespace

std::string heat_map(const PlanResult& result) {
    return HeatMap(result).draw();
}

}  // namespace ecdsnap::cli
