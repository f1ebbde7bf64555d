#include "adapters/ecd/answer_headers.hpp"

#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace std::chrono_literals;

namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

ports::HttpAnswer answer(int status, Headers headers) {
    ports::HttpAnswer made;
    made.status = status;
    made.headers = std::move(headers);
    return made;
}

}  // namespace

TEST_CASE("the time to come again is taken from the header that knows best") {
    struct Row {
        const char* name;
        Headers headers;
        std::optional<core::Millis> wanted;
    };
    const std::vector<Row> rows{
        {"none", {}, std::nullopt},
        {"the new one", {{"x-acs-retry-after", "1500"}}, 1500ms},
        {"in any case", {{"X-Acs-Retry-After", " 1500 "}}, 1500ms},
        {"the new one before the others",
         {{"retry-after", "9"}, {"x-ratelimit-user", "TimeLeft:7000"}, {"x-acs-retry-after", "20"}},
         20ms},
        {"the older ones", {{"x-ratelimit-user-api", "Limit:1,Remain:0,TimeLeft:2000,Reset:1234"}}, 2000ms},
        {"the larger of the older ones",
         {{"x-ratelimit-user-api", "Limit:1,Remain:0,TimeLeft:2000,Reset:1"}, {"x-ratelimit-user", "TimeLeft:3000"}},
         3000ms},
        {"the standard one", {{"Retry-After", "2"}}, 2000ms},
        {"a zero is none", {{"x-acs-retry-after", "0"}, {"retry-after", "1"}}, 1000ms},
        {"nonsense is none", {{"x-acs-retry-after", "soon"}, {"x-ratelimit-user", "TimeLeft:"}}, std::nullopt},
        {"negative is none", {{"x-acs-retry-after", "-5"}}, std::nullopt},
        {"a date alone is none: whose clock?", {{"retry-after", "Fri, 31 Dec 1999 23:59:59 GMT"}}, std::nullopt},
        {"a date counts from the answer's own",
         {{"retry-after", "Fri, 31 Dec 1999 23:59:59 GMT"}, {"date", "Fri, 31 Dec 1999 23:59:29 GMT"}},
         30s},
        {"a date that has passed is none",
         {{"retry-after", "Fri, 31 Dec 1999 23:59:29 GMT"}, {"date", "Fri, 31 Dec 1999 23:59:29 GMT"}},
         std::nullopt},
        {"a date is at most a day ahead",
         {{"retry-after", "Fri, 31 Dec 2099 23:59:59 GMT"}, {"date", "Fri, 31 Dec 1999 23:59:59 GMT"}},
         core::Millis(24h)},
        {"at most a day", {{"x-acs-retry-after", "9223372036854775807"}}, core::Millis(24h)},
        {"at most a day in seconds", {{"retry-after", "9223372036854775807"}}, core::Millis(24h)},
    };
    for (const Row& row : rows) {
        CAPTURE(row.name);
        CHECK(retry_after(answer(503, row.headers)) == row.wanted);
    }
}

TEST_CASE("only some headers make an answer a throttling one") {
    CHECK(names_retry(answer(400, {{"x-acs-retry-after", "1"}})));
    CHECK(names_retry(answer(503, {{"retry-after", "1"}})));
    CHECK(names_retry(
        answer(429, {{"retry-after", "Fri, 31 Dec 1999 23:59:59 GMT"}, {"date", "Fri, 31 Dec 1999 23:59:58 GMT"}})));
    CHECK(names_retry(answer(429, {{"retry-after", "1"}})));
    CHECK_FALSE(names_retry(answer(403, {{"retry-after", "1"}})));
    CHECK_FALSE(names_retry(answer(403, {{"x-ratelimit-user", "Limit:1,Remain:0,TimeLeft:2000,Reset:1"}})));
    CHECK_FALSE(names_retry(answer(400, {{"x-acs-retry-after", "0"}})));
}

TEST_CASE("the server's date is read from its one form") {
    CHECK(core::utc_text(server_date(answer(200, {{"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}})).value()) ==
          "1994-11-06T08:49:37.000Z");
    for (const char* text :
         {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 32 Nov 1994 08:49:37 GMT",
          "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nob 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 UTC",
          "Sun, 06 Nov 1994 08:4x:37 GMT", "Sun, 30 Feb 2025 08:49:37 GMT"}) {
        CAPTURE(text);
        CHECK_FALSE(server_date(answer(200, {{"date", text}})).has_value());
    }
    CHECK_FALSE(server_date(answer(200, {})).has_value());
}
