// What the parser refuses, where it points, and what it accepts.
#include "core/schedule/cron_expression.hpp"
#include "core/schedule/schedule_times.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

namespace ecdsnap::tests {
namespace {

using core::CronDialect;
using core::CronExpression;

struct Refused {
    std::string_view why;
    std::string_view text;
    std::size_t column;
    std::string_view says;  // part of the whole message
};

void check_refused(const Refused& row, CronDialect dialect) {
    CAPTURE(row.why);
    CAPTURE(row.text);
    const auto parsed = CronExpression::parse(row.text, dialect);
    REQUIRE(parsed.has_error());
    const auto message = core::describe(parsed.error());
    CAPTURE(message);
    CHECK(parsed.error().column == row.column);
    CHECK(message.find(row.says) != std::string::npos);
}

TEST_CASE("refuses what programs read in different ways, and points at it") {
    using namespace std::string_view_literals;
    const Refused rows[] = {
        {"no text", "", 0, "empty"},
        {"only blanks", " \t ", 0, "empty"},
        {"four fields", "0 2 * *", 0, "4 fields instead of 5"},
        {"six fields", "0 0 2 * * *", 11, "dialect: cron-seconds"},
        {"seven fields", "0 0 2 * * ? 2026", 11, "dialect: quartz"},
        {"empty item", "0 2,,3 * * *", 5, "empty"},
        {"comma at the end", "0 2, * * *", 5, "empty"},
        {"comma at the start", ",0 2 * * *", 1, "empty"},
        {"backward range", "0 5-1 * * *", 3, "backwards"},
        {"backward weekdays", "0 2 * * 6-1", 9, "backwards"},
        {"backward names", "0 2 * * fri-mon", 9, "backwards"},
        {"Sunday as 7 starts no range", "0 2 * * 7-2", 9, "backwards"},
        {"step 0", "*/0 * * * *", 3, "step of 0"},
        {"minute step as large as the field", "*/60 * * * *", 3, "at most 59"},
        {"hour step as large as the field", "0 */24 * * *", 5, "at most 23"},
        {"day step as large as the field", "0 0 */31 * *", 7, "at most 30"},
        {"month step as large as the field", "0 0 1 */12 *", 9, "at most 11"},
        {"weekday step larger than the field", "0 0 * * */8", 11, "at most 7"},
        {"step after one value", "5/15 * * * *", 2, "write 5-59/n"},
        {"step without anything", "/15 * * * *", 1, "digit is expected"},
        {"two steps", "*/2/3 * * * *", 4, "unexpected '/'"},
        {"step without number", "*/ * * * *", 3, "number is missing"},
        {"plus sign", "+5 * * * *", 1, "no sign"},
        {"minus sign", "-5 * * * *", 1, "no sign"},
        {"negative step", "*/-5 * * * *", 3, "no sign"},
        {"two signs", "5--6 * * * *", 3, "no sign"},
        {"hex", "0x1 * * * *", 2, "unexpected 'x'"},
        {"decimal point", "1.5 * * * *", 2, "unexpected '.'"},
        {"Arabic digit", "\xd9\xa1 * * * *", 1, "byte 0xD9"},
        {"full-width star", "\xef\xbc\x8a * * * *", 1, "byte 0xEF"},
        {"NUL", "* * * * *\0"sv, 10, "byte 0x00"},
        {"line end", "* * * * *\n", 10, "byte 0x0A"},
        {"five digits", "00001 * * * *", 1, "too many digits"},
        {"2^32", "4294967296 * * * *", 1, "too many digits"},
        {"2^32 as a step", "*/4294967296 * * * *", 3, "too many digits"},
        {"minute 60", "60 * * * *", 1, "60 is too large (allowed: 0-59"},
        {"hour 24", "0 24 * * *", 3, "midnight is hour 0"},
        {"day 0", "0 0 0 * *", 5, "0 is too small"},
        {"day 32", "0 0 32 * *", 5, "32 is too large"},
        {"month 0", "0 0 1 0 *", 7, "0 is too small"},
        {"month 13", "0 0 1 13 *", 7, "13 is too large"},
        {"weekday 8", "0 0 * * 8", 9, "8 is too large"},
        {"range end too large", "0-60 * * * *", 3, "60 is too large"},
        {"long month name", "0 0 1 january *", 7, "three letters: jan"},
        {"long weekday name", "0 0 * * monday", 9, "three letters: mon"},
        {"unknown name", "0 0 * * foo", 9, "unknown name 'foo'"},
        {"name of the other field", "0 0 1 mon *", 7, "unknown name 'mon'"},
        {"name where there are none", "jan * * * *", 1, "digit is expected"},
        {"digits glued to a name", "0 0 * * mon1", 9, "unknown name 'mon1'"},
        {"name glued to digits", "0 0 * * 1mon", 10, "unexpected 'm'"},
        {"unknown macro", "@dayly", 1, "did you mean @daily?"},
        {"macro in capitals", "@Daily", 1, "did you mean @daily?"},
        {"macro with a field", "@daily *", 0, "2 fields instead of 5"},
        {"@reboot", "@reboot", 1, "not a time"},
        {"@every", "@every 6h", 1, "use the key every"},
        {"zone in front", "CRON_TZ=Asia/Tokyo 0 2 * * *", 1, "key timezone"},
        {"Quartz's question mark", "0 0 ? * 1", 5, "dialect: quartz"},
        {"Jenkins' H", "H 2 * * *", 1, "key spread"},
        {"cronie's random value", "0~30 2 * * *", 2, "key spread"},
        {"ISC cron's last day", "0 2 $ * *", 5, "is L"},
        {"L in the hour field", "0 L * * *", 3, "digit is expected"},
        {"L in the weekday field", "0 0 * * L", 9, "5L"},
        {"L-0", "0 0 L-0 * *", 7, "1 to 30"},
        {"L-31", "0 0 L-31 * *", 7, "1 to 30"},
        {"L with a step", "0 0 L/2 * *", 6, "unexpected '/'"},
        {"W after a range", "0 0 1-5W * *", 8, "unexpected 'W'"},
        {"W after a word", "0 0 * * monW", 9, "unknown name"},
        {"W after L-n", "0 0 L-3W * *", 8, "LW"},
        {"32W", "0 0 32W * *", 5, "too large"},
        {"sixth Monday", "0 0 * * 1#6", 11, "1 (first) to 5 (fifth)"},
        {"zeroth Monday", "0 0 * * 1#0", 11, "1 (first) to 5 (fifth)"},
        {"Monday number 05", "0 0 * * 1#05", 11, "1 (first) to 5 (fifth)"},
        {"# without number", "0 0 * * 1#", 11, "number is missing"},
        {"# beside a plain weekday", "0 0 * * 5,6#3", 11, "do not mix"},
        {"a plain weekday beside #", "0 0 * * 6#3,5", 13, "do not mix"},
    };
    for (const auto& row : rows)
        check_refused(row, CronDialect::cron);
}

TEST_CASE("refuses dates that never come") {
    const Refused rows[] = {
        {"30 February", "0 0 30 2 *", 5, "February has 28 or 29 days"},
        {"31 in short months", "0 0 31 4,6,9,11 *", 5, "no such day"},
        {"the 1st as the fifth Monday, by Vixie's rule", "0 0 */29 2 1#5", 5, "no date ever matches"},
        {"31W in short months", "0 0 31W 4 *", 5, "no date ever matches"},
    };
    for (const auto& row : rows) {
        check_refused(row, CronDialect::cron);
        const auto accepted = CronExpression::parse(row.text, CronDialect::cron, core::ImpossibleDates::accept);
        CHECK(accepted.has_value());
    }
    CHECK(CronExpression::parse("0 0 29 2 *").has_value());
    CHECK(CronExpression::parse("0 0 30 2 1").has_value());   // Mondays in February
    CHECK(CronExpression::parse("0 0 * 2 1#5").has_value());  // a leap year that starts on a Thursday
}

struct Same {
    std::string_view why;
    std::string_view text;
    std::string_view plain;
};

TEST_CASE("accepts what has one meaning") {
    const Same rows[] = {
        {"leading zeros are decimal", "00 08 09 08 *", "0 8 9 8 *"},
        {"four digits", "0005 2 * * *", "5 2 * * *"},
        {"7 is Sunday", "0 0 * * 7", "0 0 * * 0"},
        {"7 ends a range", "0 0 * * 5-7", "0 0 * * 5,6,0"},
        {"0-7 is the whole week", "0 0 1 * 0-7", "0 0 1 * 0-6"},
        {"7-7", "0 0 * * 7-7", "0 0 * * 0"},
        {"fri-sun", "0 0 * * fri-sun", "0 0 * * 5-7"},
        {"5-0", "0 0 * * 5-0", "0 0 * * 5-7"},
        {"steps up to Sunday", "0 0 * * fri-sun/2", "0 0 * * 5,7"},
        {"duplicates", "5,5,5 2 * * *", "5 2 * * *"},
        {"blanks and tabs", " \t0  2\t* * *  ", "0 2 * * *"},
        {"names in any case", "0 0 1 JAN-mar Sun", "0 0 1 1-3 0"},
        {"names with steps", "0 0 1 jan-aug/2 *", "0 0 1 1,3,5,7 *"},
        {"small letters for L and W", "0 0 lw * *", "0 0 LW * *"},
        {"named nth weekday", "0 0 * * MON#1", "0 0 * * 1#1"},
        {"named last weekday", "0 0 * * friL", "0 0 * * 5L"},
        {"7L is the last Sunday", "0 0 * * 7L", "0 0 * * 0L"},
        {"a list of nth weekdays", "0 0 * * 3#3,mon#1", "0 0 * * 1#1,3#3"},
        {"a list of last days", "0 0 L,15,L-1 * *", "0 0 15,L-1,L * *"},
        {"@hourly", "@hourly", "0 * * * *"},
        {"@daily", "@daily", "0 0 * * *"},
        {"@midnight", "@midnight", "0 0 * * *"},
        {"@weekly", " @weekly", "0 0 * * 0"},
        {"@monthly", "@monthly", "0 0 1 * *"},
        {"@yearly", "@yearly", "0 0 1 1 *"},
        {"@annually", "@annually", "0 0 1 1 *"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.why);
        CHECK(cron(row.text) == cron(row.plain));
    }
    CHECK_FALSE(cron("5 2 * * *") == cron("6 2 * * *"));
    CHECK_FALSE(cron("0 0 1 * *") == cron("0 0 1 * 0-6"));
}

TEST_CASE("with seconds: six fields, seconds first") {
    const auto dialect = CronDialect::cron_seconds;
    CHECK(cron("0 0 2 * * *", dialect).fields() == cron("0 2 * * *").fields());
    CHECK(cron("@daily", dialect) == cron("0 0 0 * * *", dialect));
    check_refused({"five fields", "0 2 * * *", 0, "five fields are dialect: cron"}, dialect);
    check_refused({"second 60", "60 0 2 * * *", 1, "60 is too large"}, dialect);
    check_refused({"Quartz's question mark", "0 0 2 ? * *", 7, "dialect: quartz"}, dialect);
}

TEST_CASE("Quartz: its own numbers, wraps and letters") {
    const auto dialect = CronDialect::quartz;
    const Same same[] = {
        {"1 is Sunday", "0 0 2 ? * 1", "0 0 2 ? * SUN"},
        {"7 is Saturday", "0 0 2 ? * 7", "0 0 2 ? * SAT"},
        {"L is Saturday", "0 0 2 ? * L", "0 0 2 ? * 7"},
        {"weekdays wrap", "0 0 2 ? * SAT-MON", "0 0 2 ? * 7,1,2"},
        {"hours wrap", "0 0 22-2 ? * *", "0 0 22,23,0,1,2 ? * *"},
        {"months wrap", "0 0 2 1 NOV-FEB ?", "0 0 2 1 11,12,1,2 ?"},
        {"wraps with steps", "0 0 20-4/3 ? * 1-7", "0 0 20,23,2 ? * 1-7"},
        {"/n is from the least on", "0 /15 2 ? * 1-7", "0 0/15 2 ? * 1-7"},
        {"N/n runs to the end", "0 0 2 ? * 2/2", "0 0 2 ? * 2,4,6"},
    };
    for (const auto& row : same) {
        CAPTURE(row.why);
        const auto sets = [&](std::string_view text) {
            auto fields = cron(text, dialect).fields();
            fields.stars = {};
            fields.fixed_time = true;
            return fields;
        };
        CHECK(sets(row.text) == sets(row.plain));
    }
    const Refused refused[] = {
        {"no question mark", "0 0 2 * * *", 11, "'?'"},
        {"two question marks", "0 0 2 ? * ?", 11, "'?'"},
        {"both day fields", "0 0 2 1 * 2", 11, "'?'"},
        {"question mark in a list", "0 0 2 1,? * 2", 9, "stands alone"},
        {"question mark in the hours", "0 0 ? 1 * ?", 5, "only in the day"},
        {"weekday 0", "0 0 2 ? * 0", 11, "in Quartz 1 is Sunday"},
        {"list with L", "0 0 2 ? * 6,7,L", 15, "stand alone"},
        {"list with #", "0 0 2 ? * 2#1,3#1", 11, "stand alone"},
        {"year before 1970", "0 0 2 ? * 1 1969", 13, "1969 is too small"},
        {"backward years", "0 0 2 ? * 1 2030-2020", 13, "backwards"},
        {"macro", "@daily", 1, "no @ names"},
        {"seconds step 60", "*/60 0 2 ? * 1", 3, "at most 59"},
        {"month step 13", "0 0 0 1 */13 ?", 11, "at most 12"},
    };
    for (const auto& row : refused)
        check_refused(row, dialect);
    CHECK(cron("0 0 2 ? * 1 *", dialect) == cron("0 0 2 ? * 1", dialect));
}

TEST_CASE("any text is either read or refused with a column inside it") {
    constexpr std::string_view letters = "0123456789*,-/#?LWlw@ \tjanmonfri~H\xe4";
    std::mt19937_64 random(20261124);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 5'000; ++i) {
        std::string text = i % 2 == 0 ? "*/15 9-17 L,15W jan-aug/2 mon#1" : "";
        const auto letter = [&] { return letters[random() % letters.size()]; };
        if (text.empty())
            for (auto length = random() % 30; length > 0; --length)
                text += letter();
        for (auto changes = random() % 3; changes > 0 && !text.empty(); --changes)
            text[random() % text.size()] = letter();
        for (const auto dialect : {CronDialect::cron, CronDialect::cron_seconds, CronDialect::quartz}) {
            const auto parsed = CronExpression::parse(text, dialect);
            CAPTURE(text);
            if (parsed.has_value()) {
                ++read;
                continue;
            }
            ++refused;
            CHECK(parsed.error().column <= text.size() + 1);
            CHECK_FALSE(parsed.error().problem.empty());
        }
    }
    CHECK(read > 200);
    CHECK(refused > 1000);
}

TEST_CASE("warns where a valid text is likely to surprise") {
    struct Row {
        std::string_view text;
        std::string_view says;  // empty: no warning
    };
    const Row rows[] = {
        {"0 2 * * *", ""},
        {"*/15 * * * *", ""},
        {"0 */6 1 * *", ""},
        {"0 0 */2 * *", ""},
        {"0 0 13 * 5", ""},
        {"0 0 */2 * 1", "both match"},
        {"0 0 1 * */2", "both match"},
        {"0 0 *,5 * 1", "both match"},
        {"0 0 5,* * 1", "every day"},
        {"0 0 1-31 * 1", "every day"},
        {"0 0 1 * 0-7", "every day"},
        {"*/35 * * * *", "25 and not 35 minutes later"},
        {"0 */5 * * *", "4 and not 5 hours later"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto warnings = cron(row.text).warnings();
        if (row.says.empty()) {
            CHECK(warnings.empty());
            continue;
        }
        REQUIRE(warnings.size() == 1);
        CAPTURE(warnings[0]);
        CHECK(warnings[0].find(row.says) != std::string::npos);
    }
}

}  // namespace
}  // namespace ecdsnap::tests
