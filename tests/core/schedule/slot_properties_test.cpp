// Properties that hold for every expression, zone and instant, and a comparison with a plain minute-by-minute search
// around changes of offset. ECDSNAP_OFFSET_CHANGES_PER_MILLE (default 10, all: 1000) says how many of all changes are
// looked at.
#include "core/schedule/next_slot.hpp"
#include "core/schedule/schedule_times.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <bitset>
#include <cstdlib>
#include <random>
#include <set>

namespace ecdsnap::tests {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;
using Random = std::mt19937_64;

constexpr std::uint64_t seed = 20261124;

int pick(Random& random, int least, int most) {
    return least + static_cast<int>(random() % static_cast<std::uint64_t>(most - least + 1));
}

// A field as a text and, made beside it, as the plain set that the text means.
struct Field {
    std::string text;
    std::bitset<60> values;
    bool repeats = false;  // `*` or `/` in it
    bool star = false;     // starts with `*`
};

std::bitset<60> values_from_to(int first, int last, int step = 1) {
    std::bitset<60> values;
    for (int i = first; i <= last; i += step)
        values.set(static_cast<std::size_t>(i));
    return values;
}

Field one_of(int value) {
    return {std::to_string(value), values_from_to(value, value)};
}
Field all_of(int least, int most) {
    return {"*", values_from_to(least, most), true, true};
}

Field random_field(Random& random, int least, int most) {
    switch (pick(random, 0, 4)) {
        case 0: return all_of(least, most);
        case 1: {
            const int step = pick(random, 2, std::min(most - least, 20));
            return {fmt::format("*/{}", step), values_from_to(least, most, step), true, true};
        }
        case 2: {
            const int first = pick(random, least, most - 1);
            const int last = pick(random, first, most);
            return {fmt::format("{}-{}", first, last), values_from_to(first, last)};
        }
        case 3: {
            const int a = pick(random, least, most);
            const int b = pick(random, least, most);
            return {fmt::format("{},{}", a, b), values_from_to(a, a) | values_from_to(b, b)};
        }
        default: return one_of(pick(random, least, most));
    }
}

// An expression as text and as a predicate that shares nothing with the code under test.
struct Sample {
    Field minute, hour, day, month, weekday;

    std::string text() const {
        return fmt::format("{} {} {} {} {}", minute.text, hour.text, day.text, month.text, weekday.text);
    }
    bool repeats() const { return minute.repeats || hour.repeats; }
    bool every_hour() const { return hour.values.count() == 24; }
    bool due(const absl::CivilSecond& at) const {
        const auto has = [](const Field& field, int value) { return field.values[static_cast<std::size_t>(value)]; };
        if (at.second() != 0 || !has(minute, at.minute()) || !has(hour, at.hour())) return false;
        if (!has(month, at.month())) return false;
        const bool on_day = has(day, at.day());
        const bool on_weekday = has(weekday, (static_cast<int>(absl::GetWeekday(at)) + 1) % 7);  // Abseil: Monday = 0
        return day.star || weekday.star ? on_day && on_weekday : on_day || on_weekday;
    }
};

// Mostly about the hour of a clock change: elsewhere the answers are easy.
Sample random_sample(Random& random, int hour) {
    Sample sample{random_field(random, 0, 59), random_field(random, 0, 23), random_field(random, 1, 31),
                  random_field(random, 1, 12), random_field(random, 0, 6)};
    if (pick(random, 0, 3) > 0) sample.hour = one_of((hour + pick(random, 0, 1)) % 24);
    if (pick(random, 0, 3) > 0) sample.day = all_of(1, 31);
    if (pick(random, 0, 3) > 0) sample.month = all_of(1, 12);
    if (pick(random, 0, 1) > 0) sample.weekday = all_of(0, 6);
    return sample;
}

absl::Time absl_time(sys_seconds t) {
    return absl::FromUnixSeconds(t.time_since_epoch().count());
}
sys_seconds std_time(absl::Time t) {
    return sys_seconds{seconds{absl::ToUnixSeconds(t)}};
}

struct Change {
    std::string zone;
    absl::TimeZone::CivilTransition civil;
    absl::Time at;
};

std::vector<Change> all_changes(const std::string& name) {
    std::vector<Change> changes;
    const auto in = zone(name);
    absl::Time t = absl::FromCivil(absl::CivilSecond(1970), absl::UTCTimeZone());
    const absl::Time end = absl::FromCivil(absl::CivilSecond(2101), absl::UTCTimeZone());
    absl::TimeZone::CivilTransition change;
    while (t < end && in.NextTransition(t, &change)) {
        t = in.At(change.to).trans;
        if (t < end && change.from != change.to) changes.push_back({name, change, t});
    }
    return changes;
}

std::string key_of(const std::vector<Change>& changes) {
    std::string key;
    for (const auto& change : changes)
        key += fmt::format("{} {};", absl::ToUnixSeconds(change.at), change.civil.to - change.civil.from);
    return key;
}

// Every minute of some days, with its civil time.
struct Minute {
    sys_seconds t;
    absl::CivilSecond civil;
};

// Whether the civil time of `minute` has been before.
bool comes_again(const absl::TimeZone& in, const Minute& minute) {
    const auto local = in.At(minute.civil);
    return local.kind == absl::TimeZone::TimeInfo::REPEATED && absl_time(minute.t) >= local.trans;
}

std::vector<Minute> minutes_around(const Change& change, int days) {
    const auto in = zone(change.zone);
    std::vector<Minute> minutes;
    minutes.reserve(static_cast<std::size_t>(days) * 2 * 24 * 60 + 1);
    const absl::Time end = change.at + absl::Hours(24 * days);
    for (absl::Time t = change.at - absl::Hours(24 * days); t <= end;) {
        const auto civil = in.At(t).cs;
        if (civil.second() != 0) {  // offsets with odd seconds: go to where the local minute starts
            t += absl::Seconds(60 - civil.second());
            continue;
        }
        // A quarter of an hour at once where the clock runs evenly (no offset lasts shorter), else a minute.
        const int ahead = in.At(t + absl::Minutes(15)).cs - civil == 15 * 60 ? 15 : 1;
        for (int i = 0; i < ahead; ++i)
            minutes.push_back({std_time(t + absl::Minutes(i)), civil + 60 * i});
        t += absl::Minutes(ahead);
    }
    return minutes;
}

std::set<sys_seconds> slots_by_search(const Sample& sample, const Change& change, const std::vector<Minute>& minutes) {
    std::set<sys_seconds> slots;
    const auto in = zone(change.zone);
    for (const auto& minute : minutes)
        if (sample.due(minute.civil) && (sample.repeats() || !comes_again(in, minute))) slots.insert(minute.t);
    // Skipped local times, of this change and of others nearby.
    absl::Time t = absl_time(minutes.front().t) - absl::Seconds(1);
    absl::TimeZone::CivilTransition other;
    while (!sample.every_hour() && in.NextTransition(t, &other)) {
        t = in.At(other.to).trans;
        if (t > absl_time(minutes.back().t)) break;
        for (auto skipped = other.from; skipped < other.to; ++skipped) {
            if (!sample.due(skipped)) continue;
            slots.insert(std_time(t));
            break;
        }
    }
    return slots;
}

std::set<sys_seconds> slots_by_engine(const Sample& sample, const Change& change, sys_seconds first, sys_seconds last) {
    std::set<sys_seconds> slots;
    const auto parsed =
        core::CronExpression::parse(sample.text(), core::CronDialect::cron, core::ImpossibleDates::accept);
    core::SlotCursor cursor(parsed.value(), zone(change.zone));
    for (auto slot = cursor.next(first - seconds{1}); slot && *slot <= last; slot = cursor.next(*slot))
        slots.insert(*slot);
    return slots;
}

// Asked at any instant, in any order, both directions answer by the same slots.
bool answers_by(const std::set<sys_seconds>& slots, const Sample& sample, const Change& change, sys_seconds t) {
    const auto expression =
        core::CronExpression::parse(sample.text(), core::CronDialect::cron, core::ImpossibleDates::accept).value();
    const auto in = zone(change.zone);
    const auto later = slots.upper_bound(t);
    if (later != slots.end() && core::next_slot(expression, in, t) != *later) return false;
    if (later != slots.end() && core::next_slot(expression, in, *later - seconds{1}) != *later) return false;
    return later == slots.begin() || core::previous_slot(expression, in, t) == *std::prev(later);
}

std::uint64_t changes_per_mille() {
    const char* const text = std::getenv("ECDSNAP_OFFSET_CHANGES_PER_MILLE");
    return text ? std::strtoull(text, nullptr, 10) : 10;
}

TEST_CASE("agrees with a search minute by minute around changes of offset") {
    Random random(seed);
    int looked_at = 0;
    std::set<std::string> seen;
    std::string differences;
    for (const auto& name : adapters::time_zone_names()) {
        const auto changes = all_changes(name);
        if (!seen.insert(key_of(changes)).second) continue;  // a second name of a zone that was looked at
        for (const auto& change : changes) {
            if (random() % 1000 >= changes_per_mille()) continue;
            ++looked_at;
            const auto minutes = minutes_around(change, 3);
            for (int i = 0; i < 4; ++i) {
                const auto sample = random_sample(random, change.civil.from.hour());
                const auto slots = slots_by_search(sample, change, minutes);
                bool same = slots == slots_by_engine(sample, change, minutes.front().t, minutes.back().t);
                for (int asked = 0; asked < 10; ++asked)
                    same = same && answers_by(slots, sample, change,
                                              minutes[random() % minutes.size()].t + seconds{pick(random, 0, 59)});
                if (!same)
                    differences += fmt::format("{} '{}' at {}\n", name, sample.text(), absl::FormatTime(change.at));
            }
        }
    }
    MESSAGE(looked_at << " changes of offset looked at");
    CHECK(looked_at > 0);
    CHECK(differences == "");
}

TEST_CASE("next and previous fit together for random expressions, zones and instants") {
    Random random(seed);
    const auto& zones = adapters::time_zone_names();
    for (int i = 0; i < 3000; ++i) {
        auto text = random_sample(random, pick(random, 0, 23)).text();
        const bool with_seconds = pick(random, 0, 1) == 1;
        if (with_seconds) text = random_field(random, 0, 59).text + " " + text;
        const auto dialect = with_seconds ? core::CronDialect::cron_seconds : core::CronDialect::cron;
        const auto expression = cron(text, dialect);
        const auto in = zone(zones[random() % zones.size()]);
        const sys_seconds t = utc("1970-01-01T00:00:00Z") + seconds{random() % (130ull * 365 * 86400)};
        CAPTURE(text);
        CAPTURE(in.name());
        CAPTURE(core::utc_text(t));
        const auto next = core::next_slot(expression, in, t);
        REQUIRE(next);
        CHECK(*next > t);
        CHECK(core::next_slot(expression, in, *next - seconds{1}) == next);
        CHECK(core::previous_slot(expression, in, *next) == next);
        const auto before = core::previous_slot(expression, in, t);
        REQUIRE(before);
        CHECK(*before <= t);
        CHECK(core::next_slot(expression, in, *before) == next);
        const auto after = core::next_slot(expression, in, *next);
        REQUIRE(after);
        CHECK(*after > *next);
        core::SlotCursor cursor(expression, in);  // moved about, it answers like the plain function
        CHECK(cursor.next(*next) == after);
        CHECK(cursor.previous(t) == before);
        CHECK(cursor.next(t) == next);
    }
}

TEST_CASE("a daily slot on each local date, hourly slots an hour apart, for a year in every zone") {
    const auto daily = cron("30 2 * * *");
    const auto hourly = cron("0 * * * *");
    int different_days = 0;
    for (const auto* name :
         {"Europe/Berlin", "America/New_York", "Africa/Casablanca", "Asia/Shanghai", "America/Havana"}) {
        const auto in = zone(name);
        core::SlotCursor cursor(daily, in);
        auto t = utc("2026-01-01T12:00:00Z");
        absl::CivilDay date(in.At(absl_time(t)).cs);
        for (int i = 0; i < 365; ++i) {
            const auto slot = cursor.next(t);
            REQUIRE(slot);
            const absl::CivilDay next_date(in.At(absl_time(*slot)).cs);
            CHECK(next_date == date + 1);
            if (*slot - t != std::chrono::hours{24}) ++different_days;
            date = next_date;
            t = *slot;
        }
        core::SlotCursor hours(hourly, in);
        auto hour = *hours.next(utc("2026-01-01T12:00:00Z"));
        for (int i = 0; i < 24 * 365; ++i) {
            const auto slot = hours.next(hour);
            CHECK(*slot - hour == std::chrono::hours{1});  // these zones change by whole hours only
            hour = *slot;
        }
    }
    CHECK(different_days > 0);
}

}  // namespace
}  // namespace ecdsnap::tests
