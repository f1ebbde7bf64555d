#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap::core;
using namespace std::chrono;

TEST_CASE("instants are shown in UTC, with milliseconds where they have them") {
    CHECK(utc_text(SlotInstant{sys_days{2026y / 11 / 24} + 18h}) == "2026-11-24T18:00:00Z");
    CHECK(utc_text(WallTime{sys_days{2026y / 11 / 24} + 18h + 250ms}) == "2026-11-24T18:00:00.250Z");
    CHECK(utc_text(WallTime{}) == "1970-01-01T00:00:00.000Z");
    CHECK(utc_text(WallTime{-1ms}) == "1969-12-31T23:59:59.999Z");
}

TEST_CASE("RFC 3339 texts are read") {
    struct Row {
        const char* given;
        const char* wanted;
    };
    for (const auto& row : {Row{"2026-11-24T18:00:00Z", "2026-11-24T18:00:00.000Z"},
                            Row{"2026-11-24T18:00:00.25Z", "2026-11-24T18:00:00.250Z"},
                            Row{"2026-11-24T18:00:00.1239999Z", "2026-11-24T18:00:00.123Z"},
                            Row{"2026-11-25T02:00:00+08:00", "2026-11-24T18:00:00.000Z"},
                            Row{"2026-11-24T12:30:00-05:30", "2026-11-24T18:00:00.000Z"},
                            Row{"2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000Z"}}) {
        INFO(row.given);
        const auto time = utc_from(row.given);
        REQUIRE(time.has_value());
        CHECK(utc_text(*time) == row.wanted);
    }
}

TEST_CASE("what is not such a text is refused") {
    for (const std::string text :
         {"", "yesterday", "2026-11-24", "2026-11-24 18:00:00Z", "2026-11-24T18:00:00", "2026-11-24T18:00:00ZZ",
          "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-24T24:00:00Z", "2026-11-24T18:60:00Z",
          "2026-11-24T18:00:60Z", "2026-11-24T18:00:00.Z", "2026-11-24T18:00:00+8:00", "2026-11-24T18:00:00+08:0",
          "1969-12-31T23:59:59Z", "-026-11-24T18:00:00Z", "2026-11-24T18:00:00+24:00"}) {
        INFO(text);
        CHECK(!utc_from(text).has_value());
    }
}
