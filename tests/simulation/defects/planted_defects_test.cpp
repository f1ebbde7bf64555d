// The defects are really in what this program runs, each only when it is chosen.
#include "core/events/event.hpp"
#include "core/task/task_stage.hpp"
#include "engine/scenario.hpp"
#include "simulation/defects/planted.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string_view>

using namespace std::chrono_literals;
using ecdsnap::core::Stage;
using ecdsnap::core::TaskStep;
using ecdsnap::tests::Defect;
using ecdsnap::tests::defects;

namespace {

// Chosen while this lives.
class Planted {
public:
    explicit Planted(std::string_view name) {
        const auto known = defects();
        const auto place =
            std::find_if(known.begin(), known.end(), [&](const Defect& one) { return one.name == name; });
        REQUIRE(place != known.end());
        ecdsnap::tests::plant(place->number);
    }
    ~Planted() { ecdsnap::tests::plant(0); }
    Planted(const Planted&) = delete;
    Planted& operator=(const Planted&) = delete;
};

std::size_t slots_opened_under_a_wrong_clock() {
    ecdsnap::tests::Scenario scenario;
    scenario.add_desktops(2);
    scenario.policy();
    scenario.start();
    scenario.pass(5s);
    scenario.daemon.clock().step_wall(20min);
    scenario.pass(5min);
    return scenario.events.count(ecdsnap::core::EventId::slot_opened);
}

}  // namespace

TEST_CASE("each planted defect has a number, a name and a sentence of its own") {
    std::set<std::string_view> names;
    std::set<std::string_view> sentences;
    int number = 0;
    for (const Defect& defect : defects()) {
        CHECK(defect.number == ++number);
        CHECK(names.insert(defect.name).second);
        CHECK(sentences.insert(defect.what).second);
        CHECK(std::string_view{defect.expect} != "");
    }
    CHECK(number >= 26);
}

TEST_CASE("without a defect the copies do what the sources do") {
    Stage stage;
    stage.lose();
    CHECK(stage.answer.step == TaskStep::wait);
    stage.look_in_vain();
    CHECK(stage.answer.step == TaskStep::write_intent);
    CHECK(stage.task.suspects.at(0).looks == 2);
    CHECK(slots_opened_under_a_wrong_clock() == 0);
}

TEST_CASE("a defect that is chosen changes what core does, until another one is chosen") {
    {
        const Planted defect("no-look-up-before-resend");
        Stage stage;
        stage.lose();
        CHECK(stage.answer.step == TaskStep::write_intent);
    }
    {
        const Planted defect("one-look-is-enough");
        Stage stage;
        stage.lose();
        CHECK(stage.answer.step == TaskStep::wait);
        stage.look_in_vain();
        CHECK(stage.answer.step == TaskStep::write_intent);
        CHECK(stage.task.suspects.at(0).looks == 1);
    }
}

TEST_CASE("a defect that is chosen changes what the engine does") {
    const Planted defect("slot-opens-while-clock-wrong");
    CHECK(slots_opened_under_a_wrong_clock() == 1);
}
