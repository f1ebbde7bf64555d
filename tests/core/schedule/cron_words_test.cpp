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
        {"0,30 2,14 * * *", "at 02:00, 02:30, 14:00 and 14:30 every day"},
        {"* * * * *", "every minute every day"},
        {"*/15 * * * *", "every 15 minutes every day"},
        {"*/15 9-17 * * 1-5", "every 15 minutes during hours 9-17 on Monday-Friday"},
        {"*/35 * * * *", "at minutes 0 and 35 of every hour every day"},
        {"*/7 * * * *", "at minutes 0, 7, 14 ... 56 of every hour every day"},
        {"15 * * * *", "at minute 15 of every hour every day"},
        {"0 */2 * * *", "at minute 0 of hours 0, 2, 4 ... 22 every day"},
        {"0 2 * * fri-sun", "at 02:00 on Friday-Sunday"},
        {"0 2 * * sat,sun", "at 02:00 on Saturday and Sunday"},
        {"0 2 1,15 * *", "at 02:00 on days 1 and 15 of the month"},
        {"0 2 */2 * *", "at 02:00 on days 1, 3, 5 ... 31 of the month"},
        {"0 2 L * *", "at 02:00 on the last day of the month"},
        {"0 2 1,L-2 * *", "at 02:00 on day 1 or the day 2 before the last of the month"},
        {"0 2 LW * *", "at 02:00 on the last weekday of the month"},
        {"0 2 15W * *", "at 02:00 on the weekday nearest to day 15 of the month"},
        {"0 2 * * 1#1", "at 02:00 on the first Monday of the month"},
        {"0 2 * * 5L", "at 02:00 on the last Friday of the month"},
        {"0 2 13 * 5", "at 02:00 on day 13 of the month or on Friday"},
        {"0 2 */9 * 1", "at 02:00 on days 1, 10, 19 and 28 of the month when it is Monday"},
        {"0 2 1-31 * 1", "at 02:00 every day"},
        {"0 2 1 jan,apr-jul *", "at 02:00 on day 1 of the month in January and April-July"},
        {"30 0 2 * * *", "at 02:00:30 every day", CronDialect::cron_seconds},
        {"*/10 * 2 * * *", "every 10 seconds during hour 2 every day", CronDialect::cron_seconds},
        {"5 * * * * *", "at second 5 of every minute every day", CronDialect::cron_seconds},
        {"*/20 */30 * * * *", "every 20 seconds of minutes 0 and 30 of every hour every day",
         CronDialect::cron_seconds},
        {"0 0 2 ? * 1-7", "at 02:00 every day", CronDialect::quartz},
        {"0 0 2 ? * 6L 2026-2028", "at 02:00 on the last Friday of the month in 2026-2028", CronDialect::quartz},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(core::describe(cron(row.text, row.dialect)) == row.words);
    }
}

}  // namespace
}  // namespace ecdsnap::tests
