#include "core/approval/approval_book.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;

namespace {

Approval approval(const char* policy, std::uint32_t up_to) {
    return {policy, up_to, "uid 1000", WallTime{Millis{1'795'543'200'999}}};
}

}  // namespace

TEST_CASE("the limit of a policy is its approve_above or what was approved, whichever is more") {
    ApprovalBook book;
    book.put(approval("nightly", 500));
    CHECK(book.limit_of("nightly") == std::nullopt);  // nothing guards it
    book.guard({{"nightly", 100}, {"weekly", 0}});
    CHECK(book.guards("nightly"));
    CHECK(book.limit_of("nightly") == 500U);
    CHECK(book.limit_of("weekly") == 0U);
    book.put(approval("nightly", 50));
    CHECK(book.limit_of("nightly") == 100U);
    book.put(approval("weekly", 7));
    CHECK(book.limit_of("weekly") == 7U);
    book.guard({{"weekly", 0}});
    CHECK_FALSE(book.guards("nightly"));
    CHECK(book.limit_of("nightly") == std::nullopt);
    CHECK(book.find("nightly")->up_to == 50);  // it stays, for when the policy needs one again
    CHECK(book.find("monthly") == nullptr);
}

TEST_CASE("an approval without a number has a tenth to grow, rounded up") {
    CHECK(with_room_to_grow(0) == 0);
    CHECK(with_room_to_grow(1) == 2);
    CHECK(with_room_to_grow(10) == 11);
    CHECK(with_room_to_grow(4112) == 4524);
    CHECK(with_room_to_grow(4'294'967'295U) == 4'294'967'295U);
}

TEST_CASE("too many desktops are told with what was approved, by whom and when") {
    CHECK(too_many_text("nightly", 1, 0, nullptr) ==
          "policy nightly covers 1 desktop, more than the 0 of its approve_above");
    const Approval earlier = approval("nightly", 500);
    CHECK(
        too_many_text("nightly", 4112, 100, &earlier) ==
        "policy nightly covers 4112 desktops, more than the 100 of its approve_above (approved: up to 500, by uid 1000 "
        "on 2026-11-24T18:00:00Z)");
}
