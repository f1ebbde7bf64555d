#include "core/reconcile/listing_lag.hpp"

#include "core/task/printing.hpp"

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {
constexpr SteadyTime accepted = SteadyTime{} + 1000h;
}

TEST_CASE("the settle time is 30 s until a lag was measured, then three times the longest, at least 5 s") {
    struct Row {
        std::string name;
        Millis lag;
        Millis settle;
    };
    const Row rows[] = {{"at once", 0ms, 5s},
                        {"half a second", 500ms, 5s},
                        {"two seconds", 2s, 6s},
                        {"twenty seconds", 20s, 60s},
                        {"half an hour", 30min, 5min}};
    CHECK(ListingLag{}.settle_time() == 30s);
    CHECK_FALSE(ListingLag{}.longest().has_value());
    for (const Row& row : rows) {
        CAPTURE(row.name);
        ListingLag lag;
        CHECK(lag.seen(accepted, accepted + row.lag, true));
        CHECK(lag.settle_time() == row.settle);
        CHECK(ListingLag{*lag.longest()}.settle_time() == row.settle);
    }
}

TEST_CASE("only a longer lag changes it") {
    ListingLag lag;
    CHECK(lag.seen(accepted, accepted + 4s, true));
    CHECK_FALSE(lag.seen(accepted, accepted + 3s, true));
    CHECK_FALSE(lag.seen(accepted, accepted + 4s, true));
    CHECK(lag.seen(accepted, accepted + 5s, true));
    CHECK(lag.longest() == 5s);
}

TEST_CASE("a long gap without a listing in between tells of our own pace, not of the service's") {
    ListingLag lag;
    CHECK_FALSE(lag.seen(accepted, accepted + 6s, false));
    CHECK(lag.settle_time() == 30s);
    CHECK(lag.seen(accepted, accepted + 5s, false));
    CHECK(lag.settle_time() == 15s);
}
