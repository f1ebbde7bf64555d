// A task whose policy covers more desktops than anybody approved: it waits, and ends with its own reason.
#include "core/task/task_stage.hpp"

using namespace ecdsnap::core;

TEST_CASE("what nobody approved says so, also when its turn never came; approved too late, the queue was too long") {
    Stage waited;
    waited.facts.hold = Reason::not_approved;
    CHECK(waited.tick().step == TaskStep::wait);
    CHECK(waited.task.reason == Reason::not_approved);
    SUBCASE("its window ends") {
        waited.window_over();
        waited.tick();
        CHECK(waited.task.outcome == Outcome::missed);
        CHECK(waited.task.reason == Reason::not_approved);
    }
    SUBCASE("it is approved, and never taken") {
        waited.facts.hold = Reason::no_capacity;
        waited.window_over();
        waited.tick();
        CHECK(waited.task.outcome == Outcome::missed);
        CHECK(waited.task.reason == Reason::no_capacity);
    }
    SUBCASE("it is approved, and sent") {
        waited.facts.hold.reset();
        REQUIRE(waited.tick().step == TaskStep::write_intent);
        CHECK(waited.durable().step == TaskStep::send);
        CHECK(waited.task.reason == Reason::none);
    }
    SUBCASE("nobody looked before the end") {
        Stage never_asked;
        never_asked.facts.hold = Reason::not_approved;
        never_asked.window_over();
        never_asked.tick();
        CHECK(never_asked.task.outcome == Outcome::missed);
        CHECK(never_asked.task.reason == Reason::not_approved);
    }
    SUBCASE("between a durable intent and its send the approval is taken back") {
        Stage taken_back;
        REQUIRE(taken_back.tick().step == TaskStep::write_intent);
        taken_back.facts.hold = Reason::not_approved;
        CHECK(taken_back.durable().step == TaskStep::wait);
        CHECK_FALSE(was_sent(taken_back.task));
        CHECK(taken_back.task.reason == Reason::not_approved);
    }
}
