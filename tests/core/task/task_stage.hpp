// One task on a stage: the machine, the facts around it, and a clock that only the test moves.
#pragma once

#include "core/task/printing.hpp"
#include "core/task/task_machine.hpp"

#include <string>
#include <vector>

namespace ecdsnap::core {

using namespace std::chrono_literals;

inline Sighting seen(std::string id, SnapshotStatus status, std::uint32_t number = 1, std::uint32_t send = 1) {
    Sighting sighting;
    sighting.name = "nightly-k3q7ab";
    if (number > 1) sighting.name += "-" + std::to_string(number);
    sighting.snapshot_id = std::move(id);
    sighting.status = status;
    sighting.snapshot_number = number;
    sighting.send_number = send;
    return sighting;
}

class Stage {
public:
    // A running desktop, a window of three hours that has just begun, a trusted clock, a settle time of 10 s.
    Stage();

    Task task;
    TaskRules rules;
    TaskFacts facts;
    TaskAnswer answer;  // the last one

    void later(Millis by);       // both clocks
    void to(SteadyTime moment);  // forward; where it is not ahead: nothing
    void window_over();          // to just after the window's end

    TaskAnswer give(const TaskEvent& event);
    TaskAnswer tick() { return give(Tick{}); }
    TaskAnswer durable() { return give(IntentDurable{}); }
    TaskAnswer accepted(std::string id = "s-1") { return give(Accepted{std::move(id)}); }
    TaskAnswer lost() { return give(Lost{error(ErrorClass::ambiguous, Effect::unknown)}); }
    TaskAnswer refused(ErrorClass kind) { return give(Refused{error(kind, Effect::none)}); }
    // A look-up (or another complete listing) that starts now.
    TaskAnswer look(std::vector<Sighting> sightings = {}) { return listed(std::move(sightings), true); }
    TaskAnswer listing(std::vector<Sighting> sightings = {}) { return listed(std::move(sightings), false); }
    TaskAnswer listed(std::vector<Sighting> sightings, bool look_up);

    // From due to the wire: the intent is written and confirmed, and the answer is `send`.
    void send();
    // As send(), then the answer to it.
    void follow(std::string id = "s-1");
    void lose();
    // Performs look-ups that find nothing, waiting when told to, until the machine asks for something else.
    void look_in_vain();

    Error error(ErrorClass kind, Effect effect) const;
    Stage crashed() const;  // what a new process makes of the durable part, a minute later

private:
    Stage(const Stage&);
};

}  // namespace ecdsnap::core
