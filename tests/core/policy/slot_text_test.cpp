#include "core/policy/slot_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap::core;
using namespace std::chrono;

TEST_CASE("a slot's instant is written in one way and read back") {
    CHECK(compact_utc(sys_days{2026y / November / 24} + 18h) == "20261124T180000Z");
    CHECK(compact_utc(SlotInstant{}) == "19700101T000000Z");
    for (const auto instant : {SlotInstant{}, SlotInstant{sys_days{2028y / February / 29} + 23h + 59min + 59s},
                               SlotInstant{sys_days{9999y / December / 31}}})
        CHECK(read_compact_utc(compact_utc(instant)) == instant);
}

TEST_CASE("other spellings are refused") {
    for (const char* text : {"", "20261124T180000", "20261124T180000Y", "20261124 180000Z", "20261324T180000Z",
                             "20260230T180000Z", "20261124T240000Z", "20261124T186000Z", "20261124T180060Z",
                             "2026112AT180000Z", "-0261124T180000Z", "20261124t180000Z", "20261124T1800-1Z"}) {
        CAPTURE(text);
        CHECK_FALSE(read_compact_utc(text));
    }
}
