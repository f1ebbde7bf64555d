#include "core/notify/outbox.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;
using std::chrono::minutes;
using std::chrono::seconds;
using enum DeliveryResult;

namespace {

struct Post {
    void put(const std::string& title) {
        Letter letter;
        letter.notification.title = title;
        outbox.put(std::move(letter));
    }
    std::string take() {
        const auto letter = outbox.take(now);
        return letter ? letter->notification.title : "";
    }
    std::optional<Event> ends(DeliveryResult result, std::optional<Millis> retry_after = {}) {
        return outbox.ended({result, "HTTP 500", retry_after}, now);
    }
    // Takes what is due and ends it so, until nothing is left or the time is over; the event, if any.
    std::vector<Event> tries(DeliveryResult result, Millis time) {
        std::vector<Event> told;
        for (const SteadyTime end = now + time; outbox.next() && now < end;) {
            now = std::max(now, *outbox.next());
            if (!take().empty())
                if (auto event = ends(result)) told.push_back(std::move(*event));
        }
        return told;
    }

    Outbox outbox{"ops"};
    SteadyTime now{std::chrono::hours{1}};
};

}  // namespace

TEST_CASE("letters go one by one, in order") {
    Post post;
    post.put("a");
    post.put("b");
    CHECK(post.take() == "a");
    CHECK(post.take().empty());  // one is under way
    CHECK_FALSE(post.ends(delivered));
    CHECK(post.take() == "b");
    CHECK_FALSE(post.ends(delivered));
    CHECK(post.outbox.empty());
}

TEST_CASE("a failed try is repeated, each time later") {
    Post post;
    post.put("a");
    for (const int delay : {5, 10, 20, 40, 80, 120, 120}) {
        CHECK(post.take() == "a");
        post.ends(again);
        CHECK(*post.outbox.next() - post.now == seconds{delay});
        post.now += seconds{delay} - seconds{1};
        CHECK(post.take().empty());
        post.now += seconds{1};
    }
}

TEST_CASE("the time that the service names is kept") {
    Post post;
    post.put("a");
    post.take();
    post.ends(again, minutes{3});
    CHECK(*post.outbox.next() - post.now == minutes{3});
}

TEST_CASE("a channel that fails is told once, and once when it works again, with what was lost") {
    Post post;
    post.put("a");
    post.put("b");
    const auto told = post.tries(again, minutes{25});
    REQUIRE(told.size() == 1);
    CHECK(told[0].id == EventId::notification_failed);
    CHECK(check_event(told[0]).empty());
    post.now = *post.outbox.next();
    CHECK(post.take() == "b");  // a was given up
    const auto works = post.ends(delivered);
    REQUIRE(works);
    CHECK(works->id == EventId::notification_works_again);
    CHECK(check_event(*works).empty());
    CHECK(works->fields.at(1).value == "1");
    post.put("c");
    post.take();
    CHECK_FALSE(post.ends(delivered));
}

TEST_CASE("one hiccup is nobody's business") {
    Post post;
    post.put("a");
    post.take();
    CHECK_FALSE(post.ends(again));
    post.now += seconds{5};
    post.take();
    CHECK_FALSE(post.ends(delivered));
}

TEST_CASE("what is refused is told at once and not repeated; the next letter goes") {
    Post post;
    post.put("a");
    post.put("b");
    CHECK(post.take() == "a");
    CHECK(post.ends(refused));
    CHECK(post.take() == "b");
    CHECK(post.ends(delivered)->id == EventId::notification_works_again);
}

TEST_CASE("the oldest are dropped and counted when too many wait") {
    Post post;
    for (int i = 0; i < 130; ++i)
        post.put(std::to_string(i));
    CHECK(post.take() == "30");
    CHECK(post.ends(refused)->fields.at(2).value == std::to_string(99 + 31));
}

TEST_CASE("what is dropped under way does not take another with it") {
    Post post;
    post.put("first");
    CHECK(post.take() == "first");
    for (std::size_t i = 0; i < Outbox::most_letters; ++i)
        post.put(std::to_string(i));
    CHECK_FALSE(post.ends(delivered));
    CHECK(post.take() == "0");
    for (std::size_t i = 0; i < 1; ++i)
        post.put("x");
    post.ends(refused);
    CHECK(post.take() == "1");
}
