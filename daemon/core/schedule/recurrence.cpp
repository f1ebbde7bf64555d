#include "core/schedule/recurrence.hpp"

#include "core/text/duration_text.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

namespace ecdsnap::core {
namespace {

using std::chrono::sys_seconds;

std::variant<SlotCursor, FixedGrid, GapEdges> steps_of(const Recurrence& recurrence) {
    if (const auto* grid = std::get_if<FixedGrid>(&recurrence.times)) return *grid;
    if (const auto* edges = std::get_if<GapEdges>(&recurrence.times)) return *edges;
    return SlotCursor(std::get<CronExpression>(recurrence.times), recurrence.zone, recurrence.offsets.get());
}

}  // namespace

std::optional<sys_seconds> Recurrence::next(sys_seconds from) const {
    if (const auto* grid = std::get_if<FixedGrid>(&times)) return grid->next(from);
    if (const auto* edges = std::get_if<GapEdges>(&times)) return edges->next(from);
    return SlotCursor(std::get<CronExpression>(times), zone, offsets.get()).next(from);
}

std::optional<sys_seconds> Recurrence::previous(sys_seconds until) const {
    if (const auto* grid = std::get_if<FixedGrid>(&times)) return grid->previous(until);
    if (const auto* edges = std::get_if<GapEdges>(&times)) return edges->previous(until);
    return SlotCursor(std::get<CronExpression>(times), zone, offsets.get()).previous(until);
}

Recurrence cron_recurrence(const CronExpression& cron, std::string_view written, const absl::TimeZone& zone,
                           std::string_view zone_name) {
    std::string text = fmt::format("{} {}", written, zone_name);
    if (cron.dialect() != CronDialect::cron) text += fmt::format(" ({})", name_of(cron.dialect()));
    return {cron, zone, std::move(text), std::make_shared<const OffsetTable>(zone), std::string(written)};
}

Recurrence in_zone(const Recurrence& recurrence, const absl::TimeZone& zone, std::string_view zone_name) {
    const auto* cron = std::get_if<CronExpression>(&recurrence.times);
    return cron == nullptr ? recurrence : cron_recurrence(*cron, recurrence.written, zone, zone_name);
}

Recurrence grid_recurrence(const FixedGrid& grid, const absl::TimeZone& zone) {
    std::string text = "every " + duration_text(grid.every);
    if (grid != FixedGrid{grid.every, {}}) text += " from " + utc_text(grid.anchor);
    return {grid, zone, std::move(text), nullptr, {}};
}

RecurrenceCursor::RecurrenceCursor(const Recurrence& recurrence) : steps_(steps_of(recurrence)) {}

std::optional<sys_seconds> RecurrenceCursor::next(sys_seconds from) {
    return std::visit([from](auto& steps) { return steps.next(from); }, steps_);
}

std::optional<sys_seconds> RecurrenceCursor::previous(sys_seconds until) {
    return std::visit([until](auto& steps) { return steps.previous(until); }, steps_);
}

}  // namespace ecdsnap::core
