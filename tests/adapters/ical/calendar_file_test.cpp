// iCalendar files as stretches of time: days, times in zones, recurring events, and files that are broken.
#include "adapters/ical/calendar_file.hpp"

#include "adapters/system/time_zones.hpp"
#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace ecdsnap;
using adapters::load_time_zone;
using adapters::read_ical;

namespace {

using Lines = std::vector<std::string>;

std::string file_of(const std::string& events) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + events + "END:VCALENDAR\r\n";
}

std::string event(const Lines& lines) {
    std::string text = "BEGIN:VEVENT\r\nUID:one@test\r\nSUMMARY:Day\r\n";
    for (const std::string& line : lines)
        text += line + "\r\n";
    return text + "END:VEVENT\r\n";
}

// "2026-10-01T00:00 2026-10-08T00:00 Name", by time; the calendar's own zone is Shanghai unless said.
Lines spans(const std::string& text, const char* zone = "Asia/Shanghai") {
    const auto read = read_ical(text, load_time_zone(zone).value(), load_time_zone);
    if (!read) return {core::describe(read.error())};
    auto sorted = *read;
    std::sort(sorted.begin(), sorted.end(), [](const auto& one, const auto& other) { return one.begin < other.begin; });
    Lines lines;
    for (const auto& span : sorted)
        lines.push_back(core::utc_text(span.begin).substr(0, 16) + " " + core::utc_text(span.end).substr(0, 16) + " " +
                        span.name);
    return lines;
}

struct Row {
    const char* why;
    Lines event;
    Lines spans;
    const char* zone = "Asia/Shanghai";
};

}  // namespace

TEST_CASE("an event is a stretch of time in its zone") {
    const Row rows[] = {
        {"days without a zone are the calendar's",
         {"DTSTART;VALUE=DATE:20261001", "DTEND;VALUE=DATE:20261008"},
         {"2026-09-30T16:00 2026-10-07T16:00 Day"}},
        {"a day without an end is one day", {"DTSTART;VALUE=DATE:20261001"}, {"2026-09-30T16:00 2026-10-01T16:00 Day"}},
        {"over the end of a year",
         {"DTSTART;VALUE=DATE:20261230", "DTEND;VALUE=DATE:20270102"},
         {"2026-12-29T16:00 2027-01-01T16:00 Day"}},
        {"days with a duration",
         {"DTSTART;VALUE=DATE:20261001", "DURATION:P2D"},
         {"2026-09-30T16:00 2026-10-02T16:00 Day"}},
        {"a day of 23 hours",
         {"DTSTART;VALUE=DATE:20260329"},
         {"2026-03-28T23:00 2026-03-29T22:00 Day"},
         "Europe/Berlin"},
        {"a time in UTC",
         {"DTSTART:20261001T010000Z", "DTEND:20261001T093000Z"},
         {"2026-10-01T01:00 2026-10-01T09:30 Day"}},
        {"a time without a zone",
         {"DTSTART:20261001T090000", "DTEND:20261001T180000"},
         {"2026-10-01T01:00 2026-10-01T10:00 Day"}},
        {"a zone of its own",
         {"DTSTART;TZID=Europe/Berlin:20261001T090000", "DTEND;TZID=Asia/Shanghai:20261001T190000"},
         {"2026-10-01T07:00 2026-10-01T11:00 Day"}},
        {"a duration",
         {"DTSTART;TZID=Europe/Berlin:20261001T090000", "DURATION:PT1H30M"},
         {"2026-10-01T07:00 2026-10-01T08:30 Day"}},
        {"a moment is no stretch", {"DTSTART:20261001T010000Z"}, {}},
        {"cancelled", {"DTSTART;VALUE=DATE:20261001", "STATUS:CANCELLED"}, {}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.why);
        CHECK(spans(file_of(event(row.event)), row.zone) == row.spans);
    }
}

TEST_CASE("recurring events are followed by the local clock") {
    const Row rows[] = {
        {"each year",
         {"DTSTART;VALUE=DATE:20241224", "RRULE:FREQ=YEARLY;COUNT=3"},
         {"2024-12-23T23:00 2024-12-24T23:00 Day", "2025-12-23T23:00 2025-12-24T23:00 Day",
          "2026-12-23T23:00 2026-12-24T23:00 Day"},
         "Europe/Berlin"},
        {"over a clock change",
         {"DTSTART;TZID=Europe/Berlin:20260328T090000", "DTEND;TZID=Europe/Berlin:20260328T100000",
          "RRULE:FREQ=DAILY;COUNT=2"},
         {"2026-03-28T08:00 2026-03-28T09:00 Day", "2026-03-29T07:00 2026-03-29T08:00 Day"}},
        {"until an instant, which is inclusive",
         {"DTSTART;TZID=Asia/Shanghai:20261001T010000", "DURATION:PT1H", "RRULE:FREQ=DAILY;UNTIL=20261001T170000Z"},
         {"2026-09-30T17:00 2026-09-30T18:00 Day", "2026-10-01T17:00 2026-10-01T18:00 Day"}},
        {"until a day",
         {"DTSTART;VALUE=DATE:20261001", "RRULE:FREQ=WEEKLY;UNTIL=20261008"},
         {"2026-09-30T16:00 2026-10-01T16:00 Day", "2026-10-07T16:00 2026-10-08T16:00 Day"}},
        {"less an excluded day",
         {"DTSTART;VALUE=DATE:20261001", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20261002"},
         {"2026-09-30T16:00 2026-10-01T16:00 Day", "2026-10-02T16:00 2026-10-03T16:00 Day"}},
        {"less an excluded time",
         {"DTSTART;TZID=Europe/Berlin:20261001T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2",
          "EXDATE:20261002T070000Z"},
         {"2026-10-01T07:00 2026-10-01T08:00 Day"}},
        {"and further days",
         {"DTSTART;VALUE=DATE:20261001", "RDATE;VALUE=DATE:20261111,20261212"},
         {"2026-09-30T16:00 2026-10-01T16:00 Day", "2026-11-10T16:00 2026-11-11T16:00 Day",
          "2026-12-11T16:00 2026-12-12T16:00 Day"}},
        {"the last Friday of each month",
         {"DTSTART;VALUE=DATE:20260130", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=2"},
         {"2026-01-29T16:00 2026-01-30T16:00 Day", "2026-02-26T16:00 2026-02-27T16:00 Day"}},
    };
    for (const Row& row : rows) {
        CAPTURE(row.why);
        CHECK(spans(file_of(event(row.event)), row.zone) == row.spans);
    }
    const auto endless = spans(file_of(event({"DTSTART;VALUE=DATE:20260101", "RRULE:FREQ=YEARLY"})), "UTC");
    CHECK(endless.size() == 44);
    CHECK(endless.back() == "2069-01-01T00:00 2069-01-02T00:00 Day");
}

TEST_CASE("a changed instance of a recurring event takes the place of the rule's") {
    const std::string rule = event({"DTSTART;VALUE=DATE:20261001", "RRULE:FREQ=WEEKLY;COUNT=2"});
    const std::string changed =
        "BEGIN:VEVENT\r\nUID:one@test\r\nSUMMARY:Moved\r\nRECURRENCE-ID;VALUE=DATE:20261008\r\n"
        "DTSTART;VALUE=DATE:20261010\r\nEND:VEVENT\r\n";
    const Lines moved{"2026-09-30T16:00 2026-10-01T16:00 Day", "2026-10-09T16:00 2026-10-10T16:00 Moved"};
    CHECK(spans(file_of(rule + changed)) == moved);
    CHECK(spans(file_of(changed + rule)) == moved);
}

TEST_CASE("what files look like in the wild") {
    const std::string day = event({"DTSTART;VALUE=DATE:20261001"});
    const Lines one{"2026-09-30T16:00 2026-10-01T16:00 Day"};
    std::string unix_lines = file_of(day);
    std::erase(unix_lines, '\r');
    CHECK(spans(unix_lines) == one);
    CHECK(spans("\xef\xbb\xbf" + file_of(day)) == one);
    CHECK(spans(file_of(day) + file_of(event({"DTSTART;VALUE=DATE:20261002"}))).size() == 2);
    CHECK(spans(file_of("BEGIN:VTODO\r\nUID:t\r\nSUMMARY:x\r\nEND:VTODO\r\n" + day)) == one);
    CHECK(spans(file_of("BEGIN:VEVENT\r\nUID:f\r\nSUMMARY:National\r\n  Day\\, \xe5\x9b\xbd\xe5\xba\x86\r\n"
                        "DTSTART;VALUE=DATE:20261001\r\nX-THING;X-PAR=1:whatever\r\nEND:VEVENT\r\n")) ==
          Lines{"2026-09-30T16:00 2026-10-01T16:00 National Day, \xe5\x9b\xbd\xe5\xba\x86"});
    CHECK(spans(file_of("BEGIN:VEVENT\r\nUID:n\r\nDTSTART;VALUE=DATE:20261001\r\nEND:VEVENT\r\n")) ==
          Lines{"2026-09-30T16:00 2026-10-01T16:00 (without a summary)"});
}

TEST_CASE("a broken file is an error that says where") {
    const std::string day = event({"DTSTART;VALUE=DATE:20261001"});
    struct Broken {
        const char* why;
        std::string text;
        std::string error;
    };
    const Broken files[] = {
        {"nothing", "", "is empty"},
        {"something else", "<html></html>\n", "line 1: is not an iCalendar file (allowed: BEGIN:VCALENDAR first)"},
        {"an event alone", day, "line 1: BEGIN:VCALENDAR is expected, not BEGIN:VEVENT"},
        {"broken off in an event", file_of(day).substr(0, file_of(day).size() - 40),
         "breaks off: END:VEVENT is missing"},
        {"broken off after it", file_of(day).substr(0, file_of(day).size() - 15),
         "breaks off: END:VCALENDAR is missing"},
        {"ends crossed", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n",
         "line 3: END:VCALENDAR ends nothing that is open"},
        {"zero bytes", file_of(day) + std::string(3, '\0'), "is no text: it has zero bytes in it"},
        {"no event", file_of(""), "holds no event"},
        {"no start", file_of(event({"DTEND;VALUE=DATE:20261001"})), "event \"Day\": has no DTSTART"},
        {"the end first", file_of(event({"DTSTART;VALUE=DATE:20261002", "DTEND;VALUE=DATE:20261001"})),
         "event \"Day\": ends before it begins"},
        {"the end first, with times", file_of(event({"DTSTART:20261001T010000Z", "DTEND:20261001T000000Z"})),
         "event \"Day\": ends before it begins"},
        {"a date and a time", file_of(event({"DTSTART;VALUE=DATE:20261001", "DTEND:20261001T000000Z"})),
         "event \"Day\": begins with a date and ends with a time, or the reverse"},
        {"a zone of Windows", file_of(event({"DTSTART;TZID=China Standard Time:20261001T090000", "DURATION:PT1H"})),
         "event \"Day\": its time zone \"China Standard Time\" is not known (allowed: IANA names such as "
         "Asia/Shanghai)"},
        {"every second, for ever", file_of(event({"DTSTART:20261001T010000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY"})),
         "event \"Day\": it recurs more than 50000 times until 2070"},
    };
    for (const Broken& file : files) {
        CAPTURE(file.why);
        CHECK(spans(file.text) == Lines{file.error});
    }
    for (const char* line : {"DTSTART;VALUE=DATE:20261341", "DTSTART:yesterday"}) {
        CAPTURE(line);
        CHECK(spans(file_of(event({line}))).front().starts_with("event \"Day\": "));
    }
    const auto rule = spans(file_of(event({"DTSTART;VALUE=DATE:20261001", "RRULE:FREQ=SOMETIMES"})));
    CHECK(rule.front().starts_with("event \"Day\": "));
}

TEST_CASE("what is quoted of a file is one line") {
    for (const char* text :
         {"BEGIN:VCALENDAR\rN:2.0\r\n", "BEGIN:VCALENDAR\r\nEND:V\rX\r\n", "BEGIN:VCALENDAR\r\nBEGIN:V\rX\r\n"}) {
        const auto said = spans(text).front();
        CHECK_FALSE(said.empty());
        CHECK(said.find('\r') == std::string::npos);
    }
}

TEST_CASE("events without a length leave nothing behind, and are not followed for ever") {
    std::string events;
    for (int i = 0; i < 5; ++i)
        events += event({"DTSTART:20261001T010000Z", "RRULE:FREQ=SECONDLY;COUNT=49000"});
    CHECK(spans(file_of(events)) == Lines{"event \"Day\": with it the events recur more than 200000 times until 2070"});
}

TEST_CASE("whatever is cut out of a file, it is read or refused") {
    const std::string whole = file_of(event({"DTSTART;TZID=Europe/Berlin:20260328T090000", "DURATION:PT1H",
                                             "RRULE:FREQ=DAILY;COUNT=5;BYDAY=MO,TU", "EXDATE:20260330T070000Z"}));
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const std::size_t length : {std::size_t{1}, std::size_t{7}, whole.size()}) {
            std::string cut = whole;
            cut.erase(at, length);
            CHECK(spans(cut).size() <= 50'000);
        }
}

TEST_CASE("a file that is not there, or is no file, says so") {
    const auto zone = load_time_zone("UTC").value();
    CHECK(core::describe(adapters::load_ical("/nowhere/at/all.ics", zone, load_time_zone).error())
              .starts_with("cannot be read: "));
    CHECK(core::describe(adapters::load_ical("/", zone, load_time_zone).error()) == "cannot be read: no plain file");
}
