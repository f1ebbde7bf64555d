#include "core/text/duration_text.hpp"

#include <doctest/doctest.h>

namespace ecdsnap::tests {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

TEST_CASE("reads numbers with units") {
    struct Row {
        std::string_view text;
        milliseconds value;
    };
    const Row rows[] = {
        {"45m", 45min}, {"30s", 30s},   {"250ms", 250ms}, {"1h30m", 90min},
        {"0s", 0s},     {"1d", 24h},    {"2w", 24h * 14}, {"1w2d3h4m5s6ms", 24h * 9 + 3h + 4min + 5s + 6ms},
        {"90m", 90min}, {"007m", 7min}, {"1h0m", 1h},     {"3650d", core::longest_duration}};
    for (const auto& row : rows) {
        CAPTURE(row.text);
        const auto parsed = core::parse_duration(row.text);
        REQUIRE(parsed.has_value());
        CHECK(*parsed == row.value);
    }
}

TEST_CASE("refuses everything else and points at it") {
    struct Row {
        std::string_view why;
        std::string_view text;
        std::size_t column;
        std::string_view says;
    };
    const Row rows[] = {{"empty", "", 1, "missing"},
                        {"no unit", "30", 3, "a unit is missing"},
                        {"no unit for nothing", "0", 2, "a unit is missing"},
                        {"second number without unit", "1h30", 5, "a unit is missing"},
                        {"no number", "m", 1, "a digit is expected"},
                        {"sign", "-5m", 1, "a digit is expected, not '-'"},
                        {"plus", "+5m", 1, "a digit is expected"},
                        {"blank in front", " 5m", 1, "a digit is expected"},
                        {"blank between", "5 m", 2, "a unit is missing"},
                        {"blank after", "5m ", 3, "a digit is expected"},
                        {"fraction", "1.5h", 2, "a unit is missing"},
                        {"fraction with comma", "1,5h", 2, "a unit is missing"},
                        {"unknown unit", "5x", 2, "unknown unit 'x'"},
                        {"min", "5min", 2, "minutes are written m"},
                        {"capital", "5M", 2, "minutes are written m"},
                        {"years", "1y", 2, "use days"},
                        {"ascending", "30m1h", 5, "longest unit first"},
                        {"unit twice", "1h1h", 4, "each unit once"},
                        {"over ten years", "3651d", 1, "at most 10 years"},
                        {"over by a sum", "3650d1ms", 6, "at most 10 years"},
                        {"overflow", "99999999999999999999s", 1, "too large"},
                        {"overflow by the unit", "300000000000w", 1, "too long"},
                        {"not ASCII", "\xd9\xa1m", 1, "byte 0xD9"}};
    for (const auto& row : rows) {
        CAPTURE(row.why);
        const auto parsed = core::parse_duration(row.text);
        REQUIRE(parsed.has_error());
        const auto message = core::describe(parsed.error());
        CAPTURE(message);
        CHECK(parsed.error().column == row.column);
        CHECK(message.find(row.says) != std::string::npos);
    }
}

TEST_CASE("writes the normal form") {
    CHECK(core::duration_text(0ms) == "0s");
    CHECK(core::duration_text(90min) == "1h30m");
    CHECK(core::duration_text(24h * 14) == "14d");
    CHECK(core::duration_text(25h + 1ms) == "1d1h1ms");
    CHECK(core::duration_text(1500ms) == "1s500ms");
    CHECK(core::duration_text(-90s) == "-1m30s");
    CHECK(core::duration_text(milliseconds::min()).starts_with("-106751991167d"));
}

TEST_CASE("what is written reads back") {
    for (std::int64_t value = 1; value < core::longest_duration.count(); value = value * 3 + 7)
        CHECK(core::parse_duration(core::duration_text(milliseconds{value})).value() == milliseconds{value});
}

}  // namespace
}  // namespace ecdsnap::tests
