#include "core/schedule/cron_words.hpp"

#include "core/schedule/month_days.hpp"
#include "core/schedule/schedule_times.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::tests {
namespace {

struct Row {
    std::string_view text;
    std::string_view words;
    core::CronDialect dialect = core::CronDialect::cron;
};

TEST_CASE("says what an expression means") {
    using core::CronDialect;
    const Row rows[] = {
        {"0 2 * * *", "at 02:00 every day"},
        {"@daily", "at 00:00 every day"},
        {"30 2 * * 1-5", "at 02:30 on Monday to Friday"},
        {"0,30 2,14 * * *", "at 02:00, 02:30, 14:00 and 14:30 every day"},
        {"* * * * *", "every minute every day"},
        {"*/15 * * * *", "every 15 minutes every day"},
        {"0,15,30,45 * * * *", "every 15 minutes every day"},
        {"*/15 9-17 * * 1-5", "every 15 minutes from 09:00 to 17:45 on Monday to Friday"},
        {"*/15 9-12,14-17 * * *", "every 15 minutes during hours 9 to 12 and 14 to 17 every day"},
        {"5-59/15 * * * *", "every 15 minutes from 00:05 to 23:50 every day"},
        {"* 2 * * *", "every minute from 02:00 to 02:59 every day"},
        {"*/35 * * * *", "at minutes 0 and 35 of every hour every day"},
        {"*/7 * * * *", "at minutes 0, 7, 14 ... 56 of every hour every day"},
        {"*/7 2 * * *", "every 7 minutes from 02:00 to 02:56 every day"},
        {"15 * * * *", "every hour at minute 15 every day"},
        {"0 9-17 * * *", "every hour from 09:00 to 17:00 every day"},
        {"0 */2 * * *", "every 2 hours from 00:00 to 22:00 every day"},
        {"0 */5 * * *", "at 00:00, 05:00, 10:00, 15:00 and 20:00 every day"},
        {"10 0-4,8-12 * * *", "at minute 10 of hours 0 to 4 and 8 to 12 every day"},
        {"0 2 * * fri-sun", "at 02:00 on Friday to Sunday"},
        {"0 2 * * sat,sun", "at 02:00 on Saturday and Sunday"},
        {"0 2 1,15 * *", "at 02:00 on days 1 and 15 of the month"},
        {"0 2 */2 * *", "at 02:00 on days 1, 3, 5 ... 31 of the month"},
        {"0 2 L * *", "at 02:00 on the last day of the month"},
        {"0 2 1,L-2 * *", "at 02:00 on day 1 or the day 2 before the last of the month"},
        {"0 2 LW * *", "at 02:00 on the last weekday of the month"},
        {"0 2 15W * *", "at 02:00 on the weekday nearest to day 15 of the month"},
        {"0 2 * * 1#1", "at 02:00 on the first Monday of the month"},
        {"0 2 * * 5L", "at 02:00 on the last Friday of the month"},
        {"0 4 * mar 5L", "at 04:00 on the last Friday of March"},
        {"0 4 * 3,9 mon#2,5L", "at 04:00 on the second Monday or the last Friday of March and September"},
        {"0 2 13 * 5", "at 02:00 on day 13 of the month or on Friday"},
        {"0 2 13 6 5", "at 02:00 on day 13 of June or on Friday in June"},
        {"0 2 */9 * 1", "at 02:00 on days 1, 10, 19 and 28 of the month when it is Monday"},
        {"0 2 1-7 dec *", "at 02:00 on days 1 to 7 of December"},
        {"0 2 1-31 * 1", "at 02:00 every day"},
        {"0 2 * jun-aug *", "at 02:00 every day in June to August"},
        {"0 2 1 jan,apr-jul *", "at 02:00 on day 1 of January and April to July"},
        {"30 0 2 * * *", "at 02:00:30 every day", CronDialect::cron_seconds},
        {"*/10 * 2 * * *", "every 10 seconds from 02:00:00 to 02:59:50 every day", CronDialect::cron_seconds},
        {"* * * * * *", "every second every day", CronDialect::cron_seconds},
        {"5 * * * * *", "every minute at second 5 every day", CronDialect::cron_seconds},
        {"5 */10 * * * *", "every 10 minutes from 00:00:05 to 23:50:05 every day", CronDialect::cron_seconds},
        {"0,10 * * * * *", "at seconds 0 and 10 of every minute every day", CronDialect::cron_seconds},
        {"*/20 */30 * * * *", "every 20 seconds of minutes 0 and 30 of every hour every day",
         CronDialect::cron_seconds},
        {"0 0 2 ? * 1-7", "at 02:00 every day", CronDialect::quartz},
        {"0 0 2 ? * 6L 2026-2028", "at 02:00 on the last Friday of the month in 2026 to 2028", CronDialect::quartz},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(core::describe(cron(row.text, row.dialect)) == row.words);
    }
}

// What an expression is due at, whatever it is written like.
std::string due_times(const core::CronExpression& expression) {
    const auto& fields = expression.fields();
    std::string text = fmt::format("{:x} {:x} {:x}", fields.seconds, fields.minutes, fields.hours);
    for (int year = 2026; year <= 2029; ++year)
        for (unsigned month = 1; month <= 12; ++month)
            text += fmt::format(" {:x}",
                                fields.months >> month & 1
                                    ? core::matching_days(fields, std::chrono::year{year} / static_cast<int>(month))
                                    : 0);
    return text;
}

TEST_CASE("the same words mean the same times") {
    const std::vector<std::string> sixties{"*",    "0",     "30",    "*/15", "*/7",     "0-59/15", "5-59/15",
                                           "0,35", "10-40", "0,1,2", "*/30", "0-50/10", "1-59",    "0,59"};
    const std::vector<std::string> hours{"*",   "2",  "9-17", "*/2",   "1-23/2", "0,12", "9-12,14-17",
                                         "*/5", "23", "0-23", "22,23", "0-4",    "*/12"};
    const std::vector<std::string> days{"*", "1",   "1,15", "1-7", "*/2",  "2-31/2",
                                        "L", "L-3", "LW",   "15W", "1-31", "1,L"};
    const std::vector<std::string> months{"*", "3", "3,6,9,12", "6-8", "1,4-7", "*/3"};
    const std::vector<std::string> weekdays{"*",     "1-5",     "0",   "sat,sun", "5L", "mon#1",
                                            "1,3,5", "fri-sun", "0-6", "1#2,5L",  "*/2"};
    std::mt19937_64 random(20261125);
    const auto pick = [&](const std::vector<std::string>& from) { return from[random() % from.size()]; };
    std::map<std::string, std::pair<std::string, std::string>> told;  // words: times, the expression
    int again = 0;
    for (int i = 0; i < 20'000; ++i) {
        const std::string seconds = random() % 3 == 0 ? pick(sixties) : "0";
        const std::string minutes = pick(sixties);
        const std::string hour = pick(hours);
        const bool any_date = random() % 2 == 0;
        const std::string date = any_date ? "* * *" : fmt::format("{} {} {}", pick(days), pick(months), pick(weekdays));
        const auto text = fmt::format("{} {} {} {}", seconds, minutes, hour, date);
        const auto parsed =
            core::CronExpression::parse(text, core::CronDialect::cron_seconds, core::ImpossibleDates::accept);
        REQUIRE(parsed.has_value());
        const auto words = core::describe(*parsed);
        const auto times = due_times(*parsed);
        const auto [known, is_new] = told.try_emplace(words, times, text);
        again += !is_new;
        CAPTURE(words);
        CAPTURE(text);
        const auto& [times_before, text_before] = known->second;
        const std::string& same_words = text_before;
        CAPTURE(same_words);
        CHECK((times_before == times));
        CHECK(words.find("  ") == std::string::npos);
    }
    CHECK(again > 1'000);
}

}  // namespace
}  // namespace ecdsnap::tests
