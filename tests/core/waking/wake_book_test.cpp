// How many desktops are woken at a time, which ones, and how they go into calls.
#include "core/waking/wake_book.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime start{1h};
const SiteId site{"main", "cn-hangzhou"};

WakeWish wish_for(int number, Millis until_end = 1h) {
    WakeWish wish;
    wish.desktop_id = "ecd-" + std::to_string(1000 + number);
    wish.policy = "nightly";
    wish.window_end = WallTime{until_end};
    return wish;
}

std::vector<WakeWish> wishes(int count) {
    std::vector<WakeWish> made;
    for (int number = 0; number < count; ++number)
        made.push_back(wish_for(number));
    return made;
}

OpenWake& asleep(WakeBook& book, int number) {
    OpenWake& wake = book.add(asked_for(wish_for(number), site, WallTime{}));
    WakeSighting sighting;
    sighting.read = start;
    sighting.status = DesktopStatus::hibernated;
    see(wake, sighting, start, WallTime{});
    return wake;
}

OpenWake& awake_and_done(WakeBook& book, int number) {
    OpenWake& wake = asleep(book, number);
    about_to_wake(wake, wish_for(number), WallTime{});
    answered(wake, nullptr, 1, start);
    WakeSighting sighting;
    sighting.read = start + 10min;
    sighting.status = DesktopStatus::running;
    sighting.session = Session::none;
    want(wake, false, start);
    see(wake, sighting, start + 10min, WallTime{});
    return wake;
}

Error error_of(ErrorClass kind) {
    Error error;
    error.kind = kind;
    return error;
}

}  // namespace

TEST_CASE("no more are chosen than may be awake at a time, in the order of the wishes") {
    WakeBook book(3);
    auto chosen = book.choose(wishes(10), start);
    REQUIRE(chosen.size() == 3);
    CHECK(chosen[0].desktop_id == "ecd-1000");
    CHECK(chosen[2].desktop_id == "ecd-1002");
    asleep(book, 0);
    asleep(book, 1);
    chosen = book.choose(wishes(10), start);
    REQUIRE(chosen.size() == 1);  // the first two have their records
    CHECK(chosen[0].desktop_id == "ecd-1002");
}

TEST_CASE("two tasks of one desktop are one wish; what was woken in vain takes no place") {
    WakeBook book(2);
    CHECK(book.choose({wish_for(1), wish_for(1), wish_for(2)}, start).size() == 2);
    asleep(book, 0).hopeless = true;
    asleep(book, 1);
    CHECK(book.awake(start) == 1);
    CHECK(book.choose(wishes(10), start).size() == 1);
}

TEST_CASE("calls are as large as the service allows, and those that stand alone are alone") {
    WakeBook book(1000);
    for (int number = 0; number < 250; ++number)
        asleep(book, number);
    book.find("ecd-1007")->alone = true;
    const auto calls = book.wakes_due(start);
    std::vector<std::size_t> sizes;
    for (const auto& call : calls)
        sizes.push_back(call.size());
    CHECK(sizes == std::vector<std::size_t>{1, 100, 100, 49});
    CHECK(calls[0][0] == "ecd-1007");

    WakeBook done(1000);
    for (int number = 0; number < 50; ++number)
        awake_and_done(done, number);
    const auto returns = done.returns_due(start + 10min);
    REQUIRE(returns.size() == 3);
    CHECK(returns[0].size() == 20);
    CHECK(returns[2].size() == 10);
    CHECK(done.wakes_due(start + 10min).empty());
}

TEST_CASE("a failure that is not one desktop's holds up all calls for a while, longer each time") {
    WakeBook book(10);
    asleep(book, 0);
    const Error forbidden = error_of(ErrorClass::permission);
    book.note_call(&forbidden, start);
    CHECK(book.wakes_due(start).empty());
    CHECK(book.choose(wishes(3), start).empty());
    CHECK(book.may_call(start + 15s));
    book.note_call(&forbidden, start + 15s);
    CHECK_FALSE(book.may_call(start + 40s));
    CHECK(book.may_call(start + 45s));
    for (int i = 0; i < 20; ++i)
        book.note_call(&forbidden, start + 1h);
    CHECK(book.may_call(start + 1h + 5min));
    const Error bad_one = error_of(ErrorClass::not_ready);
    book.note_call(&bad_one, start + 2h);
    CHECK(book.may_call(start + 2h));
    Error throttled = error_of(ErrorClass::throttled);
    throttled.retry_after = 7min;
    book.note_call(&throttled, start + 3h);
    CHECK_FALSE(book.may_call(start + 3h + 6min));
}

TEST_CASE("what needs it is read, and not oftener") {
    WakeBook book(10);
    asleep(book, 0);
    CHECK(book.to_read(start).empty());  // just read
    CHECK(book.next_read(start) == start + 5s);
    CHECK(book.to_read(start + 5s) == std::vector<std::string>{"ecd-1000"});
    WakeBook up(10);
    OpenWake& wake = awake_and_done(up, 1);
    want(wake, true, start + 10min);
    CHECK(up.next_read(start + 10min) == start + 11min);  // a snapshot of it is on its way
    CHECK(WakeBook(1).next_read(start) == never);
}
