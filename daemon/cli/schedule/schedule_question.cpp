#include "cli/schedule/schedule_question.hpp"

#include "adapters/system/time_zones.hpp"
#include "cli/time_argument.hpp"
#include "core/text/duration_text.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

namespace ecdsnap::cli {
namespace {

using core::TextError;
using core::TextResult;
using std::chrono::seconds;

// As `every` in a configuration.
constexpr seconds least_step{10};
constexpr seconds most_step = std::chrono::hours{24 * 366};

TextError about(const char* option, TextError error) {
    error.problem = fmt::format("{}: {}", option, error.problem);
    error.column = 0;
    return error;
}

TextResult<core::FixedGrid> read_grid(const ScheduleOptions& options) {
    core::FixedGrid grid;
    const auto every = core::parse_duration(*options.every);
    if (!every) return about("--every", every.error());
    if (*every < least_step || *every > most_step || *every % seconds{1} != core::Millis{0})
        return TextError(
            0, fmt::format("--every: {} is no step of a schedule", *options.every),
            fmt::format("{} to {}, in whole seconds", core::duration_text(least_step), core::duration_text(most_step)));
    grid.every = std::chrono::duration_cast<seconds>(*every);
    if (!options.anchor) return grid;
    const auto anchor = core::utc_from(*options.anchor);
    if (!anchor)
        return TextError(0, fmt::format("--anchor: '{}' is not an instant", *options.anchor),
                         "one such as 2026-01-01T02:00:00+08:00");
    grid.anchor = std::chrono::floor<seconds>(*anchor);
    return grid;
}

TextResult<core::Recurrence> read_recurrence(const ScheduleOptions& options, const absl::TimeZone& zone) {
    if (options.every) {
        const auto grid = read_grid(options);
        if (!grid) return grid.error();
        return core::grid_recurrence(*grid, zone);
    }
    if (options.expression.size() > 1) return TextError(0, "the expression has to be one word", {}, "put it in quotes");
    if (options.expression.empty())
        return TextError(0, "there is no schedule to look at", {}, "give an expression in quotes, --every or --batch");
    const auto dialect = core::cron_dialect_named(options.dialect).value_or(core::CronDialect::cron);
    const auto cron = core::CronExpression::parse(options.expression[0], dialect);
    if (!cron) return cron.error();
    return core::cron_recurrence(*cron, options.expression[0], zone, options.timezone);
}

}  // namespace

TextResult<ScheduleQuestion> read_question(const ScheduleOptions& options, core::WallTime now) {
    const auto zone = adapters::load_time_zone(options.timezone);
    if (!zone) return about("--timezone", zone.error());
    const auto recurrence = read_recurrence(options, *zone);
    if (!recurrence) return recurrence.error();
    ScheduleQuestion question{*recurrence, options.timezone, std::chrono::floor<seconds>(now), options.next};
    if (!options.from) return question;
    const auto from = time_point(*options.from, *zone);
    if (!from)
        return TextError(
            0, fmt::format("--from: {}", from.error().problem),
            fmt::format("2026-12-01, \"2026-12-01 02:00\" (in {}), 2026-11-30T18:00:00Z", options.timezone));
    question.from = std::chrono::floor<seconds>(*from);
    return question;
}

std::vector<core::SlotInstant> slots_of(const ScheduleQuestion& question) {
    std::vector<core::SlotInstant> slots;
    core::RecurrenceCursor cursor(question.recurrence);
    for (auto slot = cursor.next(question.from); slot; slot = cursor.next(*slot)) {
        slots.push_back(*slot);
        if (slots.size() == question.count) break;
    }
    return slots;
}

}  // namespace ecdsnap::cli
