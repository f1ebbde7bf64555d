// Slots as people read them: what a clock change did to one, in words; local time as text.
#include "core/schedule/clock_change.hpp"

#include "core/schedule/local_time_text.hpp"
#include "core/schedule/schedule_times.hpp"

#include <doctest/doctest.h>

namespace ecdsnap::tests {
namespace {

using core::ClockChange;

struct Row {
    std::string_view why;
    std::string_view text;
    std::string_view zone;
    std::string_view slot;
    ClockChange change;
    std::string_view note;
};

TEST_CASE("tells how a clock change affects a slot") {
    const Row rows[] = {
        {"a day without one", "30 2 * * *", "Europe/Berlin", "2026-03-30T00:30:00Z", ClockChange::none, ""},
        {"one time in the gap", "30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", ClockChange::skipped,
         "02:30 does not exist on this day: moved to 03:00"},
        {"several times in the gap", "*/15 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", ClockChange::skipped,
         "02:00 to 02:45 do not exist on this day: due once, at 03:00"},
        {"due after the gap anyway", "0 2,3 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", ClockChange::skipped,
         "02:00 does not exist on this day: moved to 03:00"},
        {"every hour: nothing is moved", "*/30 * * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", ClockChange::none,
         ""},
        {"over midnight", "30 23 * * *", "America/Nuuk", "2026-03-29T01:00:00Z", ClockChange::skipped,
         "2026-03-28 23:30 does not exist: moved to 2026-03-29 00:00"},
        {"a day that is left out", "0 9,12 * * *", "Pacific/Apia", "2011-12-30T10:00:00Z", ClockChange::skipped,
         "2011-12-30 09:00 to 2011-12-30 12:00 do not exist: due once, at 2011-12-31 00:00"},
        {"a gap that ends at half a minute", "0 0 * * *", "Africa/Monrovia", "1972-01-07T00:44:30Z",
         ClockChange::skipped, "00:00 does not exist on this day: moved to 00:44:30"},
        {"fixed, the first time", "30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", ClockChange::first_pass,
         "02:30 comes twice on this day: due the first time only"},
        {"repeating, the first time", "*/30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", ClockChange::first_pass,
         "02:00 comes twice on this day: the first time"},
        {"repeating, the second time", "*/30 * * * *", "Europe/Berlin", "2026-10-25T01:00:00Z",
         ClockChange::second_pass, "02:00 comes twice on this day: the second time"},
        {"right before the hour that comes twice", "*/30 * * * *", "Europe/Berlin", "2026-10-24T23:30:00Z",
         ClockChange::none, ""},
        {"right after it", "*/30 * * * *", "Europe/Berlin", "2026-10-25T02:00:00Z", ClockChange::none, ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.why);
        CHECK(core::clock_change_at(cron(row.text), zone(row.zone), utc(row.slot)) == row.change);
        CHECK(core::clock_change_note(cron(row.text), zone(row.zone), utc(row.slot)) == row.note);
    }
}

TEST_CASE("local time as text") {
    CHECK(core::local_time_text(utc("2026-03-29T01:00:00Z"), zone("Europe/Berlin")) == "2026-03-29 03:00 CEST");
    CHECK(core::local_time_text(utc("2026-11-24T18:00:00Z"), zone("Asia/Shanghai")) == "2026-11-25 02:00 CST");
    CHECK(core::local_time_text(utc("2026-11-24T18:00:05Z"), zone("UTC")) == "2026-11-24 18:00:05 UTC");
    CHECK(core::local_time_text(utc("2026-11-24T18:00:00Z"), zone("America/Sao_Paulo")) == "2026-11-24 15:00 -03");
}

}  // namespace
}  // namespace ecdsnap::tests
