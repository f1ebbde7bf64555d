// An iCalendar file: what is accepted are stretches of time that make a calendar, what is refused has words, and
// neither depends on how lines end.
#include "adapters/ical/calendar_file.hpp"
#include "core/schedule/offset_segment.hpp"
#include "core/text/printable.hpp"
#include "core/text/utf8.hpp"
#include "fuzz/fuzz_entry.hpp"

#include <string>
#include <vector>

namespace ecdsnap::fuzz {
namespace {

core::TextResult<absl::TimeZone> load_zone(std::string_view name) {
    absl::TimeZone zone;
    for (const auto* known : {"Asia/Shanghai", "Europe/Berlin", "America/New_York"})
        if (name == known && absl::LoadTimeZone(known, &zone)) return zone;
    if (name == "UTC") return absl::UTCTimeZone();
    return core::TextError{1, "unknown time zone", "UTC, Asia/Shanghai, Europe/Berlin, America/New_York", {}};
}

bool is_one_line(const std::string& text) {
    return !core::invalid_utf8(text) && core::printable(text) == text;
}

void check_spans(const std::vector<core::CalendarSpan>& spans, const absl::TimeZone& zone) {
    for (const auto& span : spans) {
        holds(span.begin < span.end, "a stretch has a length");
        holds(!span.name.empty() && is_one_line(span.name), "a stretch has a name of one line");
    }
    const core::Calendar calendar("any", zone, spans, {});
    holds(calendar.empty() == spans.empty(), "a file without stretches is empty");
    for (const auto& span : spans) {
        if (span.begin < core::first_instant || span.begin >= core::last_instant) continue;
        const auto answer = calendar.at(span.begin);
        holds(answer.entry != nullptr, "the begin of a stretch is in the calendar");
        holds(answer.from <= span.begin && span.begin < answer.until, "an answer holds for its moment");
    }
}

std::string with_bare_ends(std::string_view text) {
    std::string bare;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') bare += text[i];
    return bare;
}

}  // namespace

void check(std::string_view input) {
    const absl::TimeZone zone = load_zone("Europe/Berlin").value();
    const std::string text(input);
    const auto spans = adapters::read_ical(text, zone, load_zone);
    const auto again = adapters::read_ical(text, zone, load_zone);
    holds(spans.has_value() == again.has_value(), "reading twice says the same");
    const auto bare = adapters::read_ical(with_bare_ends(text), zone, load_zone);
    holds(spans.has_value() == bare.has_value(), "lines may end either way");
    if (!spans) {
        holds(!spans.error().problem.empty(), "a problem has words");
        holds(is_one_line(core::describe(spans.error())), "a problem is one line");
        return;
    }
    holds(*spans == *again && *spans == *bare, "the stretches are the same each time");
    check_spans(*spans, zone);
}

}  // namespace ecdsnap::fuzz
