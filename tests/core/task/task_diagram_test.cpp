// The machine with every pair of state and event: what may not happen changes nothing, and daemon/ARCHITECTURE.md shows
// the rest as it is.
#include "task_diagram.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

using namespace ecdsnap::core;

namespace {

const std::filesystem::path document = std::filesystem::path(ECDSNAP_SOURCE_DIR) / "daemon/ARCHITECTURE.md";
const std::string opening = "<!-- task machine: made by tests/core/task/task_diagram_test.cpp -->\n";
const std::string closing = "<!-- end of the task machine -->\n";
const std::string to_rewrite = "ECDSNAP_WRITE=1 build/dev/bin/test_core_task --test-case='*ARCHITECTURE.md*'";

std::string generated(const std::vector<Pair>& pairs) {
    return "\n```mermaid\n" + diagram(pairs) + "```\n\n<details>\n<summary>" + std::to_string(pairs.size()) +
           " pairs of state and event, each driven through the machine</summary>\n\n" + table(pairs) + "\n</details>\n";
}

std::string document_text() {
    std::ifstream file(document, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string name_of(const Pair& pair) {
    return std::string(pair.from->name) + " × " + std::string(pair.happening->kind) + " " +
           std::string(pair.happening->variant);
}

}  // namespace

TEST_CASE("each state is reached, each kind of event and each class of refusal is driven") {
    std::set<std::string> places;
    std::set<std::size_t> events;
    std::set<ErrorClass> refusals;
    for (const StartState& state : start_states()) {
        Stage stage;
        state.reach(stage);
        CHECK(node_of(stage.task) == state.name);
        places.insert(std::string(text(stage.task.state)) + text(stage.task.outcome));
        for (const Happening& happening : happenings()) {
            const TaskEvent event = happening.event(stage);
            events.insert(event.index());
            if (const auto* refused = std::get_if<Refused>(&event)) refusals.insert(refused->error.kind);
        }
    }
    CHECK(places.size() == 3 + 4);  // three states on the way, four outcomes
    CHECK(events.size() == std::variant_size_v<TaskEvent>);
    CHECK(refusals.size() == static_cast<std::size_t>(ErrorClass::local) + 1);
}

TEST_CASE("what cannot happen to a task leaves it unchanged") {
    int impossible = 0;
    for (const Pair& pair : drive_all_pairs()) {
        CAPTURE(name_of(pair));
        CHECK(node_of(pair.before) == pair.from->name);  // what changes in the world is no event
        if (pair.possible) continue;
        ++impossible;
        CHECK(pair.as_tick);
        // In a world that has changed as well, the machine does what is due by then; that is not the event's doing.
        if (pair.happening->variant != "window over") CHECK(pair.unchanged);
    }
    CHECK(impossible > 100);
}

TEST_CASE("whatever the pair, the step fits the state and what must last is stored") {
    for (const Pair& pair : drive_all_pairs()) {
        CAPTURE(name_of(pair));
        const TaskStep step = pair.answer.step;
        if (step == TaskStep::send) CHECK(pair.before.state == TaskState::intended);
        if (step == TaskStep::write_intent) CHECK(node_of(pair.after) == "intended");
        if (step == TaskStep::look_up) CHECK((pair.after.state == TaskState::due || pair.after.durable));
        if (step == TaskStep::send) CHECK(pair.after.durable);
        if (step == TaskStep::wait) CHECK(pair.answer.wake_at > pair.now);
        if (pair.before.state == TaskState::settled) CHECK(pair.after.state == TaskState::settled);
        const bool moved = pair.after.state != pair.before.state || pair.after.outcome != pair.before.outcome;
        if (moved) CHECK(pair.answer.store);
    }
}

TEST_CASE("daemon/ARCHITECTURE.md shows the machine as it is") {
    std::string whole = document_text();
    const auto start = whole.find(opening);
    const auto end = whole.find(closing);
    REQUIRE(start != std::string::npos);
    REQUIRE(end != std::string::npos);
    const auto from = start + opening.size();
    const std::string machine = generated(drive_all_pairs());
    if (std::getenv("ECDSNAP_WRITE") != nullptr) {
        whole.replace(from, end - from, machine);
        std::ofstream(document, std::ios::binary) << whole;
        return;
    }
    const bool same = whole.substr(from, end - from) == machine;
    CHECK_MESSAGE(same, "the task machine has changed; to write it anew: " << to_rewrite);
}
