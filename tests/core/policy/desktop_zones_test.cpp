#include "core/policy/desktop_zones.hpp"

#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ecdsnap::core;

namespace {

NamedZone zone_named(const std::string& name) {
    NamedZone zone{name, {}};
    REQUIRE(absl::LoadTimeZone(name, &zone.zone));
    return zone;
}

SlotInstant at(const char* text) {
    return std::chrono::floor<std::chrono::seconds>(utc_from(text).value());
}

Schedule in_shanghai(const char* cron) {
    const NamedZone zone = zone_named("Asia/Shanghai");
    return {CronExpression::parse(cron).value(), cron, zone.zone, zone.name};
}

Schedule with_zones(const char* cron) {
    Schedule schedule = in_shanghai(cron);
    add_zones({zone_named("Europe/Berlin"), zone_named("America/New_York")}, schedule);
    return schedule;
}

Desktop tagged(const char* zone) {
    Desktop desktop;
    desktop.id = "ecd-1";
    desktop.tags = {{"team", "design"}, {"ecdsnap:zone", zone}};
    return desktop;
}

std::string next_of(const Schedule& schedule, const Desktop& desktop, const char* after) {
    return utc_text(timetable_of(schedule, zone_place(schedule, desktop)).next(at(after)).value());
}

}  // namespace

TEST_CASE("a desktop's times of day are those of the zone that its tag names") {
    const Schedule schedule = with_zones("0 2 * * *");
    CHECK(next_of(schedule, tagged("Europe/Berlin"), "2026-12-01T00:00:00Z") == "2026-12-01T01:00:00Z");
    CHECK(next_of(schedule, tagged("America/New_York"), "2026-12-01T00:00:00Z") == "2026-12-01T07:00:00Z");
    CHECK(next_of(schedule, {}, "2026-12-01T00:00:00Z") == "2026-12-01T18:00:00Z");
    for (const char* none : {"", "Asia/Tokyo", "europe/berlin", "Asia/Shanghai"})
        CHECK(next_of(schedule, tagged(none), "2026-12-01T00:00:00Z") == "2026-12-01T18:00:00Z");
}

TEST_CASE("a zone has its own clock changes") {
    const Schedule schedule = with_zones("30 2 * * *");
    const auto berlin = tagged("Europe/Berlin");
    CHECK(next_of(schedule, berlin, "2026-03-28T12:00:00Z") == "2026-03-29T01:00:00Z");  // 02:30 is skipped
    CHECK(next_of(schedule, berlin, "2026-10-24T12:00:00Z") == "2026-10-25T00:30:00Z");
    CHECK(next_of(schedule, berlin, "2026-10-25T00:30:00Z") == "2026-10-26T01:30:00Z");  // not twice
}

TEST_CASE("the schedule itself is due when any zone is, once where several are") {
    const Schedule schedule = with_zones("0 */6 * * *");
    std::vector<std::string> due;
    for (auto next = schedule.timetable.next(at("2026-12-01T00:00:00Z")); due.size() < 9;
         next = schedule.timetable.next(*next))
        due.push_back(utc_text(*next).substr(8, 6));
    // Shanghai 04 10 16 22, Berlin 05 11 17 23, New York 05 11 17 23
    CHECK(due == std::vector<std::string>{
                     "01T04:", "01T05:", "01T10:", "01T11:", "01T16:", "01T17:", "01T22:", "01T23:", "02T04:"});
    CHECK(schedule.timetable.text() ==
          "0 */6 * * * Asia/Shanghai; 0 */6 * * * Europe/Berlin; 0 */6 * * * America/New_York");
}

TEST_CASE("a slot is for the desktops of the zones that are due, and is called by their time") {
    const Schedule schedule = with_zones("0 2 * * *");
    const DueZones berlin(schedule, at("2026-12-01T01:00:00Z"));
    CHECK(berlin.contains(schedule, tagged("Europe/Berlin")));
    CHECK_FALSE(berlin.contains(schedule, tagged("America/New_York")));
    CHECK_FALSE(berlin.contains(schedule, {}));
    CHECK(slot_local_time(schedule, at("2026-12-01T01:00:00Z")) == "2026-12-01 02:00 CET");
    CHECK(slot_local_time(schedule, at("2026-12-01T18:00:00Z")) == "2026-12-02 02:00 CST");
    const DueZones none(schedule, at("2026-12-01T12:34:00Z"));  // a new policy's first slot
    CHECK(none.contains(schedule, tagged("Europe/Berlin")));
    CHECK(none.contains(schedule, {}));
    CHECK(slot_local_time(schedule, at("2026-12-01T12:34:00Z")) == "2026-12-01 20:34 CST");
    CHECK(berlin.meets(none));
    CHECK(berlin.meets(DueZones(schedule, at("2026-12-02T01:00:00Z"))));
    CHECK_FALSE(berlin.meets(DueZones(schedule, at("2026-12-01T18:00:00Z"))));
}

TEST_CASE("a slot keeps whose it is, whatever becomes of the schedule") {
    const Schedule schedule = with_zones("0 */6 * * *");
    const std::string both = DueZones(schedule, at("2026-12-01T05:00:00Z")).names(schedule);
    CHECK(both == "Europe/Berlin America/New_York");
    CHECK(DueZones(schedule, at("2026-12-01T04:00:00Z")).names(schedule) == "-");
    CHECK(DueZones(schedule, at("2026-12-01T12:34:00Z")).names(schedule).empty());
    Schedule changed = in_shanghai("30 3 * * *");
    add_zones({zone_named("America/New_York")}, changed);
    CHECK(is_for(both, changed, tagged("America/New_York")));
    CHECK_FALSE(is_for(both, changed, tagged("Europe/Berlin")));  // no zone that counts any more
    CHECK(is_for("-", changed, tagged("Europe/Berlin")));
    CHECK_FALSE(is_for("-", changed, tagged("America/New_York")));
    CHECK_FALSE(is_for("America/New_York", in_shanghai("30 3 * * *"), tagged("America/New_York")));
    CHECK(is_for("", changed, {}));
}

TEST_CASE("calendars keep their own zone, and take slots of all zones away") {
    const auto utc = absl::UTCTimeZone();
    const std::chrono::local_days day{std::chrono::year{2026} / 12 / 1};
    const auto closed = std::make_shared<const Calendar>(
        "closed", utc, std::vector{span_of(CalendarDays{day, day, "Stocktaking"}, utc)}, std::vector<WeeklyWindow>{});
    Schedule schedule = in_shanghai("0 2 * * *");
    schedule.timetable = Timetable(schedule.timetable.recurrences(), {{}, {{closed, WhenTaken::skip}}});
    add_zones({zone_named("Europe/Berlin")}, schedule);
    CHECK(next_of(schedule, tagged("Europe/Berlin"), "2026-11-30T12:00:00Z") == "2026-12-02T01:00:00Z");
    CHECK(schedule.timetable.taken(at("2026-11-30T18:00:00Z"), at("2026-12-02T00:00:00Z"), 10).slots.size() == 2);
}

TEST_CASE("without zones, and without times of day, a schedule stays as it is") {
    Schedule schedule = in_shanghai("0 2 * * *");
    const Timetable before = schedule.timetable;
    add_zones({}, schedule);
    CHECK(schedule.zones.empty());
    CHECK(schedule.timetable == before);
    CHECK(DueZones(schedule, at("2026-12-01T01:00:00Z")).contains(schedule, tagged("Europe/Berlin")));
    schedule.timetable = Timetable({grid_recurrence({std::chrono::hours{6}, {}}, schedule.zone)});
    add_zones({zone_named("Europe/Berlin")}, schedule);
    CHECK(schedule.zones.empty());
}

TEST_CASE("a person is told what the tag means") {
    const std::vector<NamedZone> zones{zone_named("Europe/Berlin")};
    CHECK(zone_sentence(zones, {}).empty());
    CHECK(zone_sentence(zones, tagged("Europe/Berlin")) ==
          "its tag ecdsnap:zone is \"Europe/Berlin\": its policies' times of day are those of that zone");
    CHECK(zone_sentence(zones, tagged("Europe/Bern")) ==
          "its tag ecdsnap:zone is \"Europe/Bern\": `tags.zones` does not list it, so that it counts as none");
}
