#include "cli/plan/hour_cells.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::cli {
namespace {

absl::CivilSecond local(core::SlotInstant instant, const absl::TimeZone& zone) {
    return absl::ToCivilSecond(absl::FromUnixSeconds(instant.time_since_epoch().count()), zone);
}

class Cells {
public:
    Cells(const core::Forecast& ahead, const absl::TimeZone& zone) : zone_(zone) {
        const absl::CivilDay first(local(ahead.from, zone));
        const absl::CivilDay last(local(std::max(ahead.from, ahead.until - std::chrono::seconds{1}), zone));
        const auto count = std::min(static_cast<std::size_t>(last - first) + 1, most_heat_days);
        days_.resize(count);
        for (std::size_t place = 0; place < count; ++place)
            days_[place].day = first + static_cast<absl::civil_diff_t>(place);
    }

    // nullptr: on a day that is not shown.
    HourCell* at(core::SlotInstant instant) {
        const absl::CivilSecond time = local(instant, zone_);
        const auto place = absl::CivilDay(time) - days_.front().day;
        if (place < 0 || static_cast<std::size_t>(place) >= days_.size()) return nullptr;
        return &days_[static_cast<std::size_t>(place)].hours[static_cast<std::size_t>(time.hour())];
    }

    std::string name(const std::string& policy, core::SlotInstant instant) const {
        const absl::CivilSecond time = local(instant, zone_);
        return fmt::format("{} {:02}:{:02}", policy, time.hour(), time.minute());
    }

    std::vector<HeatDay> take() { return std::move(days_); }

private:
    const absl::TimeZone zone_;
    std::vector<HeatDay> days_;
};

void add_slots(const PlanResult& result, HeatUnit unit, Cells& cells) {
    for (const core::PlannedSlot& slot : result.forecast.slots) {
        HourCell* cell = cells.at(slot.instant);
        if (cell == nullptr) continue;
        if (unit == HeatUnit::slots) cell->amount += 1;
        if (unit == HeatUnit::tasks) cell->amount += static_cast<double>(slot.tasks());
        cell->left_over += slot.left_over();
        if (cell->slots.size() < most_named_slots)
            cell->slots.push_back(cells.name(result.policy(slot.policy).name, slot.instant));
        else
            ++cell->more_slots;
    }
    for (const core::PlannedGap& gap : result.forecast.gaps) {
        HourCell* cell = cells.at(gap.instant);
        if (cell == nullptr || cell->taken.size() == most_named_slots) continue;
        cell->taken.push_back(cells.name(result.policy(gap.policy).name, gap.instant) + " " + gap.reason);
    }
}

void add_calls(const PlanResult& result, Cells& cells) {
    for (const core::SiteForecast& site : result.forecast.sites)
        for (std::size_t step = 0; step < site.calls.size(); ++step) {
            const core::SlotInstant begin = result.forecast.load_from + core::load_step * static_cast<int>(step);
            if (HourCell* cell = cells.at(begin)) cell->amount += site.calls[step];
        }
}

}  // namespace

HeatUnit unit_of(const PlanResult& result) {
    if (!result.outlook.fleet_known || result.desktop) return HeatUnit::slots;
    return result.all_shown() ? HeatUnit::calls : HeatUnit::tasks;
}

std::vector<HeatDay> heat_days(const PlanResult& result, const absl::TimeZone& zone) {
    const HeatUnit unit = unit_of(result);
    Cells cells(result.forecast, zone);
    add_slots(result, unit, cells);
    if (unit == HeatUnit::calls) add_calls(result, cells);
    return cells.take();
}

}  // namespace ecdsnap::cli
