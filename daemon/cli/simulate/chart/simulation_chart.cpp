#include "cli/simulate/chart/simulation_chart.hpp"

#include "cli/chart/svg_canvas.hpp"
#include "cli/chart/time_axis.hpp"
#include "cli/simulate/chart/slot_bars.hpp"
#include "cli/tables/text_width.hpp"
#include "core/schedule/local_time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::cli {
namespace {

constexpr double width = 1280;
constexpr double margin = 24;
constexpr double plot_left = 226;
constexpr double plot_right = width - margin;
constexpr double first_lane = 116;
constexpr double lane_height = 34;
constexpr double lane_step = 46;
constexpr double site_height = 72;
constexpr double site_step = 100;
constexpr std::size_t name_width = 24;  // characters that fit on the left
constexpr std::size_t schedule_width = 31;
constexpr double least_share = 3;  // pixels: what went wrong is seen, however small its share

std::string local(core::WallTime time, const absl::TimeZone& zone) {
    return core::local_time_text(std::chrono::floor<std::chrono::seconds>(time), zone);
}

core::WallTime last_moment(const SimulationResult& result) {
    core::WallTime last = result.plan.until;
    for (const auto& policy : result.report.policies)
        for (const auto& slot : policy.slots)
            if (slot.finished) last = std::max(last, *slot.finished);
    return last;
}

class Chart {
public:
    explicit Chart(const SimulationResult& result)
        : result_(result),
          zone_(shared_zone(result.plan)),
          axis_(result.plan.from, last_moment(result), plot_left, plot_right),
          sites_top_(first_lane + lane_step * static_cast<double>(result.report.policies.size()) + 44) {}

    std::string draw() &&;

private:
    void draw_heading();
    void draw_legend();
    void draw_grid();
    void draw_outages();
    void draw_lane(const simulation::RehearsedPolicy& policy, double top);
    void draw_bar(const SlotBar& bar, double top, const std::string& policy);
    void draw_site(const simulation::RehearsedSiteReport& site, double top);
    double lanes_bottom() const { return sites_top_ - 44; }
    double bottom() const { return sites_top_ + site_step * static_cast<double>(result_.report.sites.size()); }
    double lane_top(std::size_t policy) const { return first_lane + lane_step * static_cast<double>(policy); }
    double site_top(std::size_t site) const { return sites_top_ + site_step * static_cast<double>(site); }

    const SimulationResult& result_;
    const absl::TimeZone zone_;
    const TimeAxis axis_;
    const double sites_top_;
    SvgCanvas canvas_;
};

void Chart::draw_heading() {
    const auto& plan = result_.plan;
    std::uint64_t desktops = 0;
    for (const auto& site : result_.report.sites)
        desktops += site.desktops;
    canvas_.text(margin, 36, "ecdsnap simulate", "title");
    canvas_.text(margin, 58,
                 fmt::format("{} to {}, {} {}desktops, {} snapshots", local(plan.from, zone_), local(plan.until, zone_),
                             desktops, result_.made_up ? "made-up " : "", result_.report.snapshots),
                 "small");
}

void Chart::draw_legend() {
    constexpr std::pair<const char*, const char*> entries[] = {
        {"done", "done"},     {"skipped", "skipped"}, {"missed", "missed"},
        {"failed", "failed"}, {"outage", "outage"},   {"window", "rest of the window"},
    };
    double x = plot_left;
    for (const auto& [style, words] : entries) {
        canvas_.rect({x, 75, 12, 12}, style);
        canvas_.text(x + 18, 85.5, words, "small");
        x += 84;
    }
    canvas_.text(plot_right, 85.5, "each bar is a slot, from its begin to its last outcome", "small", Anchor::end);
}

void Chart::draw_grid() {
    const double lanes_axis = lanes_bottom() + 4;
    for (const AxisMark& mark : axis_.marks(zone_)) {
        const double x = axis_.x(mark.at);
        canvas_.line(x, first_lane - 8, x, lanes_axis, "grid");
        if (!mark.label.empty()) canvas_.text(x, lanes_axis + 15, mark.label, "small", Anchor::middle);
    }
    canvas_.line(plot_left, lanes_axis, plot_right, lanes_axis, "axis");
}

void Chart::draw_outages() {
    for (const auto& outage : result_.plan.outages) {
        const double begin = axis_.x(outage.begin);
        const double end = std::max(axis_.x(outage.end), begin + 2);
        const std::string words =
            fmt::format("{}: nothing answers from {} to {}", core::text(result_.plan.sites[outage.site].id),
                        local(outage.begin, zone_), local(outage.end, zone_));
        for (const auto& [top, height] : {std::pair(first_lane - 8, lanes_bottom() + 12 - first_lane),
                                          std::pair(site_top(outage.site), site_height)}) {
            canvas_.rect({begin, top, end - begin, height}, "outage", words);
            canvas_.line(begin, top, begin, top + height, "edge");
            canvas_.line(end, top, end, top + height, "edge");
        }
    }
}

// The shares from above: what went wrong first.
void Chart::draw_bar(const SlotBar& bar, double top, const std::string& policy) {
    const double span = bar.end - bar.begin;
    if (bar.window_end > bar.end && bar.counts.tasks > 0)
        canvas_.rect({bar.end, top, bar.window_end - bar.end, lane_height}, "window");
    canvas_.begin_group(bar.tooltip(policy));
    if (bar.counts.tasks == 0) {
        const bool unopened = bar.unopened > 0;
        canvas_.rect({bar.begin, unopened ? top + 1 : top + lane_height - 3, std::max(span, 4.0),
                      unopened ? lane_height - 2 : 3},
                     unopened ? "unopened" : "skipped");
    }
    const std::pair<std::uint32_t, const char*> shares[] = {{bar.counts.failed, "failed"},
                                                            {bar.counts.missed, "missed"},
                                                            {bar.counts.unsettled(), "open"},
                                                            {bar.counts.skipped, "skipped"},
                                                            {bar.counts.done, "done"}};
    double y = top;
    for (const auto& [count, style] : shares) {
        if (count == 0) continue;
        const double share = lane_height * static_cast<double>(count) / static_cast<double>(bar.counts.tasks);
        const double height = std::min(std::max(share, least_share), top + lane_height - y);
        const bool last = std::string_view(style) == "done";
        canvas_.rect({bar.begin, y, span, last ? top + lane_height - y : height}, style);
        y += height;
    }
    canvas_.end_group();
}

void Chart::draw_lane(const simulation::RehearsedPolicy& policy, double top) {
    const core::SlotCounts counts = counts_of(policy);
    canvas_.text(margin, top + 14, cut_to_width(policy.name, name_width), "name");
    const std::size_t bad = counts.missed + counts.failed + counts.unsettled();
    const std::size_t unopened = unopened_of(policy);
    if (policy.desktops == 0)
        canvas_.text(margin, top + 30, "matches no desktop", "alert");
    else if (bad > 0)
        canvas_.text(margin, top + 30, fmt::format("{} of {} missed or failed", bad, counts.tasks), "alert");
    else if (unopened > 0)
        canvas_.text(margin, top + 30, fmt::format("{} slots not opened", unopened), "alert");
    else
        canvas_.text(margin, top + 30, cut_to_width(policy.schedule, schedule_width), "small");
    if (policy.slots.empty()) canvas_.text(plot_left + 10, top + 21, "no slot in this time", "small");
    for (const SlotBar& bar : slot_bars(policy, axis_))
        draw_bar(bar, top, policy.name);
}

// Steps: the most in any one second of each span.
std::string step_path(const simulation::RehearsedCalls& calls, const TimeAxis& axis, core::WallTime from, double bottom,
                      double scale) {
    std::string path = fmt::format("M{} {}", coordinate(axis.left()), coordinate(bottom));
    double level = 0;
    for (std::size_t place = 0; place < calls.timeline.size(); ++place) {
        const double peak = calls.timeline[place].peak;
        if (peak == level) continue;
        path += fmt::format("H{}V{}", coordinate(axis.x(from + calls.span * static_cast<core::Millis::rep>(place))),
                            coordinate(bottom - peak * scale));
        level = peak;
    }
    return path + fmt::format("H{}V{}Z", coordinate(axis.right()), coordinate(bottom));
}

void Chart::draw_site(const simulation::RehearsedSiteReport& site, double top) {
    const double bottom = top + site_height;
    const double most = std::max<double>(1, site.calls.peak);
    const bool near_ceiling = most * 2 >= site.ceiling;
    const double full = near_ceiling ? std::max<double>(most, site.ceiling) : most;
    const double scale = (site_height - 6) / full;
    canvas_.text(margin, top + 14, cut_to_width(core::text(site.site), name_width), "name");
    canvas_.text(margin, top + 31, fmt::format("peak {}/s of {}/s", site.calls.peak, site.ceiling), "small");
    canvas_.text(margin, top + 46, fmt::format("{} calls", site.calls.all()), "small");
    if (site.calls.throttled > 0)
        canvas_.text(margin, top + 61, fmt::format("{} throttled", site.calls.throttled), "alert");
    canvas_.path(step_path(site.calls, axis_, result_.plan.from, bottom, scale), "peak");
    canvas_.text(plot_left - 6, bottom - full * scale + 4, fmt::format("{}/s", full), "small", Anchor::end);
    canvas_.text(plot_left - 6, bottom, "0", "small", Anchor::end);
    for (const double limit : {static_cast<double>(site.ceiling), site.creates_per_second})
        if (limit > 0 && limit <= full)
            canvas_.line(plot_left, bottom - limit * scale, plot_right, bottom - limit * scale, "limit");
    canvas_.line(plot_left, bottom, plot_right, bottom, "axis");
}

std::string Chart::draw() && {
    draw_heading();
    draw_legend();
    const auto& policies = result_.report.policies;
    const auto& sites = result_.report.sites;
    const double plot_width = plot_right - plot_left;
    for (std::size_t place = 0; place < policies.size(); ++place)
        canvas_.rect({plot_left, lane_top(place), plot_width, lane_height}, "lane");
    for (std::size_t place = 0; place < sites.size(); ++place)
        canvas_.rect({plot_left, site_top(place), plot_width, site_height}, "lane");
    draw_grid();
    draw_outages();
    for (std::size_t place = 0; place < policies.size(); ++place)
        draw_lane(policies[place], lane_top(place));
    canvas_.text(plot_left, sites_top_ - 8, "requests a second: the busiest second of each span", "small");
    for (std::size_t place = 0; place < sites.size(); ++place)
        draw_site(sites[place], site_top(place));
    return std::move(canvas_).finish(
        width, bottom() + 4, "ecdsnap simulate",
        fmt::format("{} policies over time, each slot a bar coloured by what became of its disks", policies.size()));
}

}  // namespace

std::string simulation_chart(const SimulationResult& result) {
    return Chart(result).draw();
}

}  // namespace ecdsnap::cli
