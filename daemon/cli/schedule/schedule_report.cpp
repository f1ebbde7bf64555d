#include "cli/schedule/schedule_report.hpp"

#include "cli/tables/table.hpp"
#include "cli/tables/text_width.hpp"
#include "core/schedule/clock_change.hpp"
#include "core/schedule/cron_words.hpp"
#include "core/schedule/local_time_text.hpp"
#include "core/text/duration_text.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t longest_marked_text = 200;  // of a longer expression the column alone is told

const core::CronExpression* cron_of(const ScheduleQuestion& question) {
    return std::get_if<core::CronExpression>(&question.recurrence.times);
}

std::string words_of(const ScheduleQuestion& question) {
    if (const auto* cron = cron_of(question)) return core::describe(*cron);
    const auto& grid = std::get<core::FixedGrid>(question.recurrence.times);
    return fmt::format("every {}, counted from {}", core::duration_text(grid.every), core::utc_text(grid.anchor));
}

std::vector<std::string> warnings_of(const ScheduleQuestion& question) {
    const auto* cron = cron_of(question);
    return cron != nullptr ? cron->warnings() : std::vector<std::string>();
}

std::string note_of(const ScheduleQuestion& question, core::SlotInstant slot) {
    const auto* cron = cron_of(question);
    return cron != nullptr ? core::clock_change_note(*cron, question.recurrence.zone, slot) : std::string();
}

std::string weekday_of(const ScheduleQuestion& question, core::SlotInstant slot) {
    return absl::FormatTime("%a", absl::FromUnixSeconds(slot.time_since_epoch().count()), question.recurrence.zone);
}

std::string line_of(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

}  // namespace

std::string schedule_text(const ScheduleQuestion& question, std::size_t width) {
    std::string text = fmt::format("{} ({})\n", words_of(question), question.timezone);
    for (const auto& warning : warnings_of(question))
        text += "warning: " + warning + "\n";
    const auto slots = slots_of(question);
    std::vector<std::string> notes;
    for (const auto slot : slots)
        notes.push_back(note_of(question, slot));
    const bool noted = std::ranges::any_of(notes, [](const auto& note) { return !note.empty(); });
    Table table(noted ? std::vector<Column>{{"LOCAL TIME"}, {"UTC"}, {"CLOCK CHANGE"}}
                      : std::vector<Column>{{"LOCAL TIME"}, {"UTC"}});
    for (std::size_t i = 0; i < slots.size(); ++i) {
        std::vector<std::string> cells{fmt::format("{} {}", weekday_of(question, slots[i]),
                                                   core::local_time_text(slots[i], question.recurrence.zone)),
                                       core::utc_text(slots[i])};
        if (noted) cells.push_back(notes[i]);
        table.add(cells);
    }
    if (!table.empty()) text += "\n" + table.text(width);
    if (slots.size() < question.count)
        text += fmt::format("{} after {}\n", slots.empty() ? "never due" : "never due again",
                            core::utc_text(slots.empty() ? question.from : slots.back()));
    return text;
}

std::string schedule_json(const ScheduleQuestion& question) {
    Json out;
    out["schedule"] = question.recurrence.text;
    out["words"] = words_of(question);
    out["timezone"] = question.timezone;
    out["from"] = core::utc_text(question.from);
    out["warnings"] = warnings_of(question);
    out["next"] = Json::array();
    for (const auto slot : slots_of(question)) {
        Json one;
        one["utc"] = core::utc_text(slot);
        one["local"] = core::local_time_text(slot, question.recurrence.zone);
        one["note"] = text_or_null(note_of(question, slot));
        out["next"].push_back(std::move(one));
    }
    return line_of(out);
}

std::string error_text(const core::TextError& error, std::string_view expression) {
    std::string text = "ecdsnap: " + core::printable(core::describe(error)) + "\n";
    if (error.column == 0 || error.column > expression.size() + 1 || expression.size() > longest_marked_text)
        return text;
    const auto before = core::printable(expression.substr(0, error.column - 1));
    return text + fmt::format("  {}\n  {}^\n", core::printable(expression), std::string(text_width(before), ' '));
}

std::string error_json(const core::TextError& error) {
    Json out;
    out["error"] = error.problem;
    out["column"] = error.column;
    out["allowed"] = text_or_null(error.allowed);
    out["hint"] = text_or_null(error.hint);
    return line_of(out);
}

}  // namespace ecdsnap::cli
