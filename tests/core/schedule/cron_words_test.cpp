#include "core/schedule/cron_words.hpp"

#include "core/schedule/schedule_times.hpp"

#include <doctest/doctest.h>

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

}  // namespace
}  // namespace ecdsnap::tests
