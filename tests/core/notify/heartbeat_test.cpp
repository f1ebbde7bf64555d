#include "core/notify/heartbeat.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;
using std::chrono::hours;

namespace {

struct Night {
    explicit Night(std::vector<std::string> policies = {}) : heartbeat(std::move(policies)) {}

    std::string happens(EventId id, const std::string& policy, const std::string& slot, const std::string& failed = "0",
                        const std::string& missed = "0") {
        Event event{id, "x", {{"policy", policy}, {"slot", slot}}};
        event.fields.push_back({"failed", failed});
        event.fields.push_back({"missed", missed});
        const auto ping = heartbeat.happened(event, {{}, now});
        return ping ? text(*ping) : "";
    }

    Heartbeat heartbeat;
    SteadyTime now{hours{1}};
};

using enum EventId;

}  // namespace

TEST_CASE("start when a slot opens, success when it was met") {
    Night night;
    CHECK(night.happens(slot_opened, "a", "1") == "start");
    CHECK(night.happens(slot_finished, "a", "1") == "success");
    CHECK(night.happens(slot_opened, "a", "2") == "start");
    CHECK(night.happens(slot_finished, "a", "2", "1") == "fail");
    CHECK(night.happens(slot_opened, "a", "3") == "start");
    CHECK(night.happens(slot_finished, "a", "3", "0", "2") == "fail");
    CHECK(night.happens(slot_opened, "a", "4") == "start");
    CHECK(night.happens(slot_finished, "a", "4") == "success");
}

TEST_CASE("slots that overlap are one round, and one failed slot fails it") {
    Night night;
    CHECK(night.happens(slot_opened, "a", "1") == "start");
    CHECK(night.happens(slot_opened, "b", "1").empty());
    CHECK(night.happens(slot_finished, "a", "1", "1").empty());
    CHECK(night.happens(slot_finished, "b", "1") == "fail");
    CHECK(night.happens(slot_opened, "a", "2") == "start");
    CHECK(night.happens(slot_finished, "a", "2") == "success");
}

TEST_CASE("a slot that was missed or paused is not met") {
    Night night;
    CHECK(night.happens(slot_missed, "a", "1") == "fail");
    CHECK(night.happens(slot_paused, "a", "2") == "fail");
    CHECK(night.happens(slot_opened, "b", "3") == "start");
    CHECK(night.happens(slot_missed, "a", "3").empty());
    CHECK(night.happens(slot_finished, "b", "3") == "fail");
}

TEST_CASE("runs of people do not count") {
    Night night;
    CHECK(night.happens(manual_run, "a", "1").empty());
    CHECK(night.happens(slot_finished, "a", "1", "3").empty());
}

TEST_CASE("a slot that was open at the last start counts with its end") {
    Night night;
    CHECK(night.happens(slot_finished, "a", "1") == "success");
    CHECK(night.happens(slot_finished, "a", "2", "1") == "fail");
}

TEST_CASE("only slots of the policies that are named count") {
    Night night({"a"});
    CHECK(night.happens(slot_opened, "b", "1").empty());
    CHECK(night.happens(slot_finished, "b", "1", "9").empty());
    CHECK(night.happens(slot_opened, "a", "1") == "start");
    CHECK(night.happens(slot_finished, "a", "1") == "success");
}

TEST_CASE("slots that always overlap still beat once a day") {
    Night night;
    CHECK(night.happens(slot_opened, "a", "0") == "start");
    std::string pings;
    for (int i = 1; i <= 48; ++i) {
        night.now += hours{1};
        pings += night.happens(slot_opened, "a", std::to_string(i));
        pings += night.happens(slot_finished, "a", std::to_string(i - 1), i == 30 ? "1" : "0") + "";
    }
    CHECK(pings == "successfail");
}
