// `ecdsnap schedule --batch`: one line in, one line out, whatever the line is.
#include "cli/command_line.hpp"
#include "cli/schedule/schedule_batch.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <random>
#include <sstream>
#include <string>
#include <vector>

using namespace ecdsnap;

namespace {

const core::WallTime now{core::Millis{1'796'083'170'250}};  // 2026-11-30 23:59:30.250 UTC

std::string answer(const std::string& line, const cli::ScheduleOptions& defaults = {}) {
    return cli::batch_answer(line, defaults, now);
}

std::string run_batch(const std::string& lines, std::vector<std::string> arguments = {}) {
    std::istringstream in(lines);
    std::ostringstream out;
    std::ostringstream err;
    cli::Terminal terminal{out, err, 0, false, {}, [] { return now; }, [] { return core::Millis{}; }, &in};
    arguments.insert(arguments.begin(), {"schedule", "--batch"});
    CHECK(cli::run_command_line(std::move(arguments), terminal) == 0);
    CHECK(err.str() == "");
    return out.str();
}

}  // namespace

TEST_CASE("a line says what it wants to know, or leaves it to the options") {
    CHECK(answer(R"({"expr":"0 2 * * *","timezone":"Asia/Shanghai","dialect":"cron","from":"2026-01-01T18:00:00Z",)"
                 R"("count":2})") == R"({"next":["2026-01-02T18:00:00Z","2026-01-03T18:00:00Z"]})");
    CHECK(answer(R"({"expr":"0 */12 * * *"})") ==
          R"({"next":["2026-12-01T00:00:00Z","2026-12-01T12:00:00Z","2026-12-02T00:00:00Z","2026-12-02T12:00:00Z",)"
          R"("2026-12-03T00:00:00Z"]})");
    cli::ScheduleOptions defaults;
    defaults.timezone = "Europe/Berlin";
    defaults.dialect = "quartz";
    defaults.from = "2026-03-29 01:00";
    defaults.next = 1;
    CHECK(answer(R"({"expr":"0 30 2 * * ?"})", defaults) == R"({"next":["2026-03-29T01:00:00Z"]})");
    CHECK(answer(R"({"expr":"0 30 2 * * ?","timezone":null,"count":null,"from":null,"dialect":null})", defaults) ==
          R"({"next":["2026-03-29T01:00:00Z"]})");
    CHECK(answer(R"({"expr":"30 0 2 * * *","dialect":"cron-seconds","timezone":"UTC"})", defaults) ==
          R"({"next":["2026-03-29T02:00:30Z"]})");
}

TEST_CASE("never is an empty list") {
    CHECK(answer(R"({"expr":"0 0 30 2 *"})") == R"({"next":[]})");
    CHECK(answer(R"({"expr":"0 0 2 ? * 1 2020","dialect":"quartz"})") == R"({"next":[]})");
}

TEST_CASE("fractions of a second in from do not lose or repeat an instant") {
    CHECK(answer(R"({"expr":"* * * * *","from":"2026-01-01T00:00:00.999Z","count":1})") ==
          R"({"next":["2026-01-01T00:01:00Z"]})");
    CHECK(answer(R"({"expr":"* * * * *","from":"2026-01-01T00:00:59.999+00:00","count":1})") ==
          R"({"next":["2026-01-01T00:01:00Z"]})");
}

TEST_CASE("fields of the caller's own are let be") {
    CHECK(answer(R"({"id":"c1","note":[1,{"a":2}],"expr":"@daily","count":1})") ==
          R"({"next":["2026-12-01T00:00:00Z"]})");
    CHECK(answer(R"({"tz":"Asia/Tokyo","timezone":"UTC","expr":"@daily","count":1})") ==
          R"({"next":["2026-12-01T00:00:00Z"]})");
}

TEST_CASE("a line that cannot be answered gets an error, with the column where there is one") {
    struct Row {
        std::string line;
        std::string error;  // how it begins
        int column;
    };
    const Row rows[] = {
        {R"({"expr":"0 25 * * *"})", "hour field: 25 is too large", 3},
        {R"({"expr":"0 0 * * * *"})", "6 fields instead of 5", 11},
        {R"({"expr":""})", "the expression is empty", 0},
        {R"({"expr":null})", "the expression is empty", 0},
        {R"({"expr":"* * * * *\u0000"})", "byte 0x00 is not part of a cron expression", 10},
        {R"({"timezone":"UTC"})", "expr is missing", 0},
        {R"({"expr":["* * * * *"]})", "expr is not a text", 0},
        {R"({"expr":"* * * * *","timezone":5})", "timezone is not a text", 0},
        {R"({"expr":"* * * * *","timezone":"Asia/Shanghia"})", "timezone: unknown time zone 'Asia/Shanghia'", 0},
        {R"({"expr":"* * * * *","tz":"UTC"})", "there is no field 'tz'; did you mean timezone?", 0},
        {R"({"expr":"* * * * *","form":"2026-01-01T00:00:00Z"})", "there is no field 'form'; did you mean from?", 0},
        {R"({"expr":"* * * * *","dialect":"vixie"})", "there is no dialect 'vixie' (allowed: cron, cron-seconds,", 0},
        {R"({"expr":"* * * * *","from":"noon"})", "from: 'noon' is not a time", 0},
        {R"({"expr":"* * * * *","from":1796083170})", "from is not a text", 0},
        {R"({"expr":"* * * * *","count":0})", "count is not a number that can be answered (allowed: 1-10000)", 0},
        {R"({"expr":"* * * * *","count":-1})", "count is not", 0},
        {R"({"expr":"* * * * *","count":1.5})", "count is not", 0},
        {R"({"expr":"* * * * *","count":1e300})", "count is not", 0},
        {R"({"expr":"* * * * *","count":18446744073709551616})", "count is not", 0},
        {"", "the line is not JSON", 1},
        {"[]", "the line is not a JSON object", 1},
        {R"({"expr":"* * * * *"} x)", "the line is not JSON", 22},
        {"{\"expr\":\"\xff\"}", "the line is not JSON", 10},
        {std::string(100'000, '['), "the line is not JSON", 100'001},
    };
    for (const auto& row : rows) {
        CAPTURE(row.line.substr(0, 80));
        const auto told = nlohmann::json::parse(answer(row.line));
        CHECK(told["error"].get<std::string>().substr(0, row.error.size()) == row.error);
        CHECK(told["column"] == row.column);
        CHECK(told.size() == 2);
    }
}

TEST_CASE("whatever the line: one answer in one line, instants or an error") {
    const std::vector<std::string> good{
        R"({"expr":"0 2 * * *","timezone":"Asia/Shanghai","dialect":"cron","from":"2026-01-01T18:00:00Z","count":2})",
        R"({"expr":"*/5 0 2,3 ? * 6L 2026-2030","dialect":"quartz","timezone":"Europe/Berlin","count":3})",
        R"({"expr":"30 0 2 L-3 jan-mar *","dialect":"cron-seconds","from":"2026-03-29 02:30","timezone":"Africa/Cairo"})",
    };
    const std::string bytes = "\"{}[]:,\\0123456789*/-LW#?xTZ \t\xff\xc3\x01";
    std::mt19937_64 random(20261125);
    int answered = 0;
    for (int i = 0; i < 5'000; ++i) {
        std::string line = good[random() % good.size()];
        for (std::size_t edits = random() % 4; edits > 0 && !line.empty(); --edits) {
            const std::size_t at = random() % line.size();
            switch (random() % 4) {
                case 0: line.erase(at, 1 + random() % 3); break;
                case 1: line.insert(at, 1, bytes[random() % bytes.size()]); break;
                case 2: line[at] = bytes[random() % bytes.size()]; break;
                default: line.insert(at, line.substr(random() % line.size(), random() % 8));
            }
        }
        const std::string told = answer(line);
        CAPTURE(line);
        CHECK(told.find('\n') == std::string::npos);
        const auto json = nlohmann::json::parse(told);
        const bool is_error = json.contains("error");
        CHECK(json.size() == (is_error ? 2 : 1));
        if (is_error)
            CHECK((json["error"].is_string() && !json["error"].empty() && json["column"].is_number_unsigned()));
        else
            CHECK(json["next"].is_array());
        answered += !is_error;
    }
    CHECK(answered > 1'000);
}

TEST_CASE("lines are answered one by one, the last one too when it has no end") {
    CHECK(run_batch("{\"expr\":\"@daily\"}\r\nnonsense\n\n{\"expr\":\"@hourly\"}",
                    {"--next", "1", "--timezone", "Asia/Shanghai"}) ==
          "{\"next\":[\"2026-12-01T16:00:00Z\"]}\n"
          "{\"error\":\"the line is not JSON\",\"column\":2}\n"
          "{\"error\":\"the line is not JSON\",\"column\":1}\n"
          "{\"next\":[\"2026-12-01T00:00:00Z\"]}\n");
    CHECK(run_batch("") == "");
}
