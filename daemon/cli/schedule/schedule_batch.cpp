#include "cli/schedule/schedule_batch.hpp"

#include "adapters/system/time_zones.hpp"
#include "cli/schedule/schedule_question.hpp"
#include "cli/time_argument.hpp"
#include "core/text/edit_distance.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace ecdsnap::cli {
namespace {

using core::TextError;
using core::TextResult;
using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 5> field_names{"expr", "timezone", "dialect", "from", "count"};

// What other programs call these fields; nobody's own field is called so.
constexpr std::array<std::array<std::string_view, 2>, 5> other_names{
    {{"tz", "timezone"}, {"zone", "timezone"}, {"cron", "expr"}, {"expression", "expr"}, {"next", "count"}}};

std::optional<std::string> meant_by(std::string_view name) {
    if (std::ranges::find(field_names, name) != field_names.end()) return std::nullopt;
    for (const auto& [written, meant] : other_names)
        if (written == name) return std::string(meant);
    return core::closest(name, field_names);
}

// A line may carry fields of its own; one that is nearly ours, and ours is not there, is a slip of the pen that would
// get the answer to another question.
std::optional<TextError> refuse_slips(const Json& line) {
    for (const auto& [name, value] : line.items()) {
        const auto meant = meant_by(name);
        if (meant && !line.contains(*meant))
            return TextError(0, fmt::format("there is no field '{}'", name), {},
                             fmt::format("did you mean {}?", *meant));
    }
    return std::nullopt;
}

TextResult<Json> parse(std::string_view line) {
    try {
        auto json = Json::parse(line);
        if (json.is_object()) return json;
        return TextError(1, "the line is not a JSON object");
    } catch (const Json::parse_error& error) {
        return TextError(std::max<std::size_t>(error.byte, 1), "the line is not JSON");
    }
}

TextResult<std::string> text_in(const Json& line, const char* name, const std::string& absent) {
    const auto found = line.find(name);
    if (found == line.end() || found->is_null()) return absent;
    if (!found->is_string()) return TextError(0, fmt::format("{} is not a text", name));
    return found->get<std::string>();
}

TextResult<std::size_t> count_in(const Json& line, std::size_t absent) {
    const auto found = line.find("count");
    if (found == line.end() || found->is_null()) return absent;
    const bool whole = found->is_number_unsigned();
    const auto count = whole ? found->get<std::uint64_t>() : 0;
    if (count < 1 || count > most_listed_slots)
        return TextError(0, "count is not a number that can be answered", fmt::format("1-{}", most_listed_slots));
    return static_cast<std::size_t>(count);
}

TextResult<core::CronExpression> expression_in(const Json& line, const ScheduleOptions& defaults) {
    if (!line.contains("expr")) return TextError(0, "expr is missing");
    const auto written = text_in(line, "expr", "");
    if (!written) return written.error();
    const auto dialect_name = text_in(line, "dialect", defaults.dialect);
    if (!dialect_name) return dialect_name.error();
    const auto dialect = core::cron_dialect_named(*dialect_name);
    if (!dialect)
        return TextError(0, fmt::format("there is no dialect '{}'", *dialect_name),
                         fmt::format("{}", fmt::join(core::cron_dialect_names, ", ")));
    return core::CronExpression::parse(*written, *dialect, core::ImpossibleDates::accept);
}

TextResult<core::SlotInstant> from_in(const Json& line, const ScheduleOptions& defaults, const absl::TimeZone& zone,
                                      core::WallTime now) {
    const auto written = text_in(line, "from", defaults.from.value_or(""));
    if (!written) return written.error();
    if (written->empty()) return std::chrono::floor<std::chrono::seconds>(now);
    const auto from = time_point(*written, zone);
    if (!from)
        return TextError(0, "from: " + from.error().problem, "2026-11-30T18:00:00Z, or a local time 2026-12-01 02:00");
    return std::chrono::floor<std::chrono::seconds>(*from);
}

TextResult<ScheduleQuestion> question_in(std::string_view text, const ScheduleOptions& defaults, core::WallTime now) {
    const auto line = parse(text);
    if (!line) return line.error();
    if (auto slip = refuse_slips(*line)) return *slip;
    const auto name = text_in(*line, "timezone", defaults.timezone);
    if (!name) return name.error();
    const auto zone = adapters::load_time_zone(*name);
    if (!zone) return TextError(0, "timezone: " + zone.error().problem, zone.error().allowed, zone.error().hint);
    const auto expression = expression_in(*line, defaults);
    if (!expression) return expression.error();
    const auto from = from_in(*line, defaults, *zone, now);
    if (!from) return from.error();
    const auto count = count_in(*line, defaults.next);
    if (!count) return count.error();
    return ScheduleQuestion{core::cron_recurrence(*expression, {}, *zone, *name), *name, *from, *count};
}

}  // namespace

std::string batch_answer(std::string_view line, const ScheduleOptions& defaults, core::WallTime now) {
    Json answer;
    if (const auto question = question_in(line, defaults, now); question.has_value()) {
        answer["next"] = Json::array();
        for (const auto slot : slots_of(*question))
            answer["next"].push_back(core::utc_text(slot));
    } else {
        TextError error = question.error();
        const std::size_t column = std::exchange(error.column, 0);
        answer["error"] = core::describe(error);
        answer["column"] = column;
    }
    return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace ecdsnap::cli
