#include "core/task/task_stage.hpp"

#include <utility>

namespace ecdsnap::core {

Stage::Stage() {
    task.id = 7;
    task.slot_id = 3;
    task.desktop_id = "ecd-1";
    task.base_name = "nightly-k3q7ab";
    facts.now = SteadyTime{} + 1000h;
    facts.wall_now = WallTime{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}} + 18h;
    facts.clock_trusted = true;
    facts.rules = &rules;
    facts.window_end = facts.wall_now + rules.window;
    facts.desktop.presence = DesktopView::Presence::listed;
    facts.desktop.status = DesktopStatus::running;
    facts.settle = 10s;
}

Stage::Stage(const Stage& other) : task(other.task), rules(other.rules), facts(other.facts) {
    facts.rules = &rules;
}

void Stage::later(Millis by) {
    facts.now += by;
    facts.wall_now += by;
}

void Stage::to(SteadyTime moment) {
    // Whole milliseconds, never too early.
    if (moment > facts.now) later(std::chrono::ceil<Millis>(moment - facts.now));
}

void Stage::window_over() {
    later(facts.window_end - facts.wall_now + 2ms);
}

TaskAnswer Stage::give(const TaskEvent& event) {
    answer = resume(task, event, facts);
    return answer;
}

TaskAnswer Stage::listed(std::vector<Sighting> sightings, bool look_up) {
    Listed listed;
    listed.started = facts.now;
    listed.sightings = std::move(sightings);
    listed.look_up = look_up;
    return give(listed);
}

void Stage::send() {
    REQUIRE(tick().step == TaskStep::write_intent);
    REQUIRE(durable().step == TaskStep::send);
}

void Stage::follow(std::string id) {
    send();
    accepted(std::move(id));
    REQUIRE(task.state == TaskState::followed);
}

void Stage::lose() {
    send();
    lost();
    REQUIRE(task.suspects.size() == 1);
}

void Stage::look_in_vain() {
    tick();
    for (int turn = 0; turn < 20; ++turn) {
        if (answer.step == TaskStep::look_up)
            look();
        else if (answer.step == TaskStep::wait && task.state == TaskState::due && answer.wake_at < facts.now + 30min)
            to(answer.wake_at), tick();
        else
            return;
    }
    FAIL("looks for ever: " << describe(task));
}

Error Stage::error(ErrorClass kind, Effect effect) const {
    Error error;
    error.kind = kind;
    error.effect = effect;
    error.doing = "CreateSnapshot ecd-1 system";
    error.code = std::string{"Code."} + text(kind);
    error.http_status = effect == Effect::none ? 400 : 0;
    return error;
}

Stage Stage::crashed() const {
    Stage after(*this);
    after.later(1min);
    recover(after.task, after.facts.now);
    return after;
}

}  // namespace ecdsnap::core
