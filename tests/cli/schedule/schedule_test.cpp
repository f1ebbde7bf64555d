// `ecdsnap schedule` as a whole: the command line, what is printed, the exit code.
#include "cli/command_line.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <sstream>
#include <string>
#include <vector>

using namespace ecdsnap;

namespace {

struct Ran {
    int code = 0;
    std::string out;
    std::string err;
};

// At 2026-11-30 23:59:30 UTC.
Ran run(std::vector<std::string> arguments) {
    std::ostringstream out;
    std::ostringstream err;
    cli::Terminal terminal{out, err, 0, false, {}, [] { return core::WallTime{core::Millis{1'796'083'170'000}}; }};
    arguments.insert(arguments.begin(), "schedule");
    Ran ran;
    ran.code = cli::run_command_line(std::move(arguments), terminal);
    ran.out = out.str();
    ran.err = err.str();
    return ran;
}

}  // namespace

TEST_CASE("an expression in words, and its next instants in local time and UTC with what the clock does to them") {
    const auto ran =
        run({"30 2 * * *", "--timezone", "Europe/Berlin", "--from", "2026-03-28T12:00:00Z", "--next", "2"});
    CHECK(ran.code == 0);
    CHECK(ran.err == "");
    CHECK(ran.out ==
          "at 02:30 every day (Europe/Berlin)\n"
          "\n"
          "LOCAL TIME                 UTC                   CLOCK CHANGE\n"
          "Sun 2026-03-29 03:00 CEST  2026-03-29T01:00:00Z  02:30 does not exist on this day: moved to 03:00\n"
          "Mon 2026-03-30 02:30 CEST  2026-03-30T00:30:00Z\n");
}

TEST_CASE("without options: UTC, from now, five instants") {
    CHECK(run({"*/15 9-17 * * 1-5"}).out ==
          "every 15 minutes from 09:00 to 17:45 on Monday to Friday (UTC)\n"
          "\n"
          "LOCAL TIME                UTC\n"
          "Tue 2026-12-01 09:00 UTC  2026-12-01T09:00:00Z\n"
          "Tue 2026-12-01 09:15 UTC  2026-12-01T09:15:00Z\n"
          "Tue 2026-12-01 09:30 UTC  2026-12-01T09:30:00Z\n"
          "Tue 2026-12-01 09:45 UTC  2026-12-01T09:45:00Z\n"
          "Tue 2026-12-01 10:00 UTC  2026-12-01T10:00:00Z\n");
}

TEST_CASE("--from is exclusive, and local times are those of --timezone") {
    const auto local = run({"0 2 * * *", "--timezone", "Asia/Shanghai", "--from", "2026-12-01 02:00", "--next", "1"});
    CHECK(local.out.find("2026-12-02 02:00 CST") != std::string::npos);
    const auto before = run({"0 2 * * *", "--timezone", "Asia/Shanghai", "--from", "2026-12-01 01:59", "--next", "1"});
    CHECK(before.out.find("2026-11-30T18:00:00Z") != std::string::npos);
    // 02:30 is not there on that day: 03:00 of summer time.
    const auto gap = run({"* * * * *", "--timezone", "Europe/Berlin", "--from", "2026-03-29 02:30", "--next", "1"});
    CHECK(gap.out.find("2026-03-29T01:01:00Z") != std::string::npos);
}

TEST_CASE("an expression that cannot be read: where, why, a way out, exit code 2") {
    const auto ran = run({"0 25 * * *"});
    CHECK(ran.code == 2);
    CHECK(ran.out == "");
    CHECK(ran.err.starts_with("ecdsnap: column 3: hour field: 25 is too large (allowed: 0-23,"));
    CHECK(ran.err.ends_with("\n  0 25 * * *\n    ^\n"));
    CHECK(run({"\t0 \xff * * *"}).err.ends_with("\n  \\t0 \xEF\xBF\xBD * * *\n      ^\n"));
    const auto never = run({"0 0 30 2 *"});
    CHECK(never.code == 2);
    CHECK(never.err.ends_with("\n  0 0 30 2 *\n      ^\n"));
    const auto json = run({"0 25 * * *", "--json"});
    CHECK(json.code == 2);
    CHECK(nlohmann::json::parse(json.out)["column"] == 3);
    CHECK(json.err == "");
}

TEST_CASE("an option that cannot be used names itself") {
    struct Row {
        std::vector<std::string> arguments;
        std::string says;
    };
    const Row rows[] = {
        {{}, "there is no schedule to look at; give an expression in quotes, --every or --batch"},
        {{"0", "2", "*", "*", "*"}, "the expression has to be one word; put it in quotes"},
        {{"@daily", "--timezone", "Asia/Shanghia"}, "did you mean Asia/Shanghai?"},
        {{"@daily", "--dialect", "vixie"}, "--dialect: vixie not in {cron,cron-seconds,quartz}"},
        {{"@daily", "--from", "yesterday"}, "--from: 'yesterday' is not a time (allowed: 2026-12-01"},
        {{"@daily", "--next", "0"}, "--next: Value 0 not in range"},
        {{"@daily", "--every", "6h"}, "excludes"},
        {{"@daily", "--anchor", "2026-12-01"}, "--anchor requires --every"},
        {{"--every", "5s"}, "--every: 5s is no step of a schedule (allowed: 10s to 366d, in whole seconds)"},
        {{"--every", "6"}, "--every: "},
        {{"--every", "6h", "--anchor", "noon"}, "--anchor: 'noon' is not an instant"},
        {{"--batch", "@daily"}, "excludes"},
        {{"--batch", "--timezone", "Nowhere"}, "--timezone: unknown time zone 'Nowhere'"},
        {{"--batch", "--from", "then"}, "--from: 'then' is not a time"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.says);
        const auto ran = run(row.arguments);
        CHECK(ran.code == 2);
        CHECK(ran.out == "");
        CHECK(ran.err.find(row.says) != std::string::npos);
    }
}

TEST_CASE("warnings stand before the instants") {
    const auto ran = run({"0 2 */2 * 1", "--next", "1"});
    CHECK(ran.code == 0);
    CHECK(ran.out.find("\nwarning: the day field starts with '*', so day and weekday must both match") < 100);
}

TEST_CASE("a schedule that ends says so") {
    const auto ended =
        run({"0 0 2 ? * 1 2020-2026", "--dialect", "quartz", "--from", "2026-12-25T00:00:00Z", "--next", "3"});
    CHECK(ended.code == 0);
    CHECK(
        ended.out.ends_with("Sun 2026-12-27 02:00 UTC  2026-12-27T02:00:00Z\n"
                            "never due again after 2026-12-27T02:00:00Z\n"));
    CHECK(run({"0 0 2 ? * 1 2020", "--dialect", "quartz"}).out ==
          "at 02:00 on Sunday in 2020 (UTC)\nnever due after 2026-11-30T23:59:30Z\n");
}

TEST_CASE("a fixed grid has no clock changes") {
    const auto ran = run({"--every", "12h", "--anchor", "2026-01-01T02:00:00+08:00", "--timezone", "Europe/Berlin",
                          "--from", "2026-10-24T12:00:00Z", "--next", "2"});
    CHECK(ran.out ==
          "every 12h, counted from 2025-12-31T18:00:00Z (Europe/Berlin)\n"
          "\n"
          "LOCAL TIME                 UTC\n"
          "Sat 2026-10-24 20:00 CEST  2026-10-24T18:00:00Z\n"
          "Sun 2026-10-25 07:00 CET   2026-10-25T06:00:00Z\n");
}

TEST_CASE("--json says the same") {
    const auto ran = run({"0 30 2 * * *", "--dialect", "cron-seconds", "--timezone", "Europe/Berlin", "--from",
                          "2026-10-24T12:00:00Z", "--next", "1", "--json"});
    CHECK(ran.code == 0);
    CHECK(ran.out == R"json({"schedule":"0 30 2 * * * Europe/Berlin (cron-seconds)","words":"at 02:30 every day",)json"
                     R"("timezone":"Europe/Berlin","from":"2026-10-24T12:00:00Z","warnings":[],"next":[{)"
                     R"("utc":"2026-10-25T00:30:00Z","local":"2026-10-25 02:30 CEST",)"
                     R"("note":"02:30 comes twice on this day: due the first time only"}]})"
                     "\n");
}
