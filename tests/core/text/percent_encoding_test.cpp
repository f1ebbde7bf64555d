#include "core/text/percent_encoding.hpp"

#include "core/text/http_date.hpp"
#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;

TEST_CASE("all but letters, digits and - _ . ~ is encoded, once") {
    CHECK(percent_encode("aZ09-_.~") == "aZ09-_.~");
    CHECK(percent_encode("a b+c*~/数据") == "a%20b%2Bc%2A~%2F%E6%95%B0%E6%8D%AE");
    CHECK(percent_encode("%20") == "%2520");
    CHECK(percent_encode("") == "");
}

TEST_CASE("a query is sorted by the bytes of its names") {
    CHECK(canonical_query({{"X.2", "b"}, {"X.10", ""}, {"X.1", "a&="}}) == "X.1=a%26%3D&X.10=&X.2=b");
    CHECK(canonical_query({}) == "");
}

TEST_CASE("the date of an answer is read in its one form") {
    const auto date = http_date_from("Sun, 06 Nov 1994 08:49:37 GMT");
    REQUIRE(date);
    CHECK(utc_text(*date) == "1994-11-06T08:49:37.000Z");
    for (const char* other : {"", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                              "Sun, 31 Feb 2026 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT"})
        CHECK(!http_date_from(other));
}
