// The decisions that a whole engine tells of one task, in the order in which they were made.
#include "core/task/decision_text.hpp"
#include "core/text/utc_text.hpp"
#include "engine/scenario_checks.hpp"
#include "engine/task_reports.hpp"

#include <doctest/doctest.h>

#include <regex>
#include <string>
#include <vector>

using namespace ecdsnap;
using namespace std::chrono_literals;
using tests::check_truth;
using tests::Scenario;

namespace {

using Lines = std::vector<std::string>;

// One desktop, due in 30 s; each decision goes to `story`: "18:01:00.120 nightly 24T18:01 ecd-001 system: due; …".
void start_told(Scenario& scenario, Lines& story) {
    scenario.add_desktops(1);
    scenario.policy();
    scenario.daemon.settings.on_decision = [&story](const core::Decision& decision) {
        const std::string text = core::decision_text(decision);
        if (!text.empty()) story.push_back(core::utc_text(decision.facts.wall_now).substr(11, 12) + " " + text);
    };
    scenario.start();
}

// One text, so that a difference is shown line by line.
std::string joined(const Lines& lines) {
    std::string text;
    for (const std::string& line : lines)
        text += line + "\n";
    return text;
}

// Without what a seed decides: times, ages, ids, the network's words.
std::string plain(const Lines& story) {
    Lines lines;
    for (std::string line : story) {
        line = std::regex_replace(line, std::regex(R"(^.* nightly 24T18:01 ecd-001 system: )"), "");
        line = std::regex_replace(line, std::regex(R"(\d\d:\d\d:\d\d\.\d{3})"), "T");
        line = std::regex_replace(line, std::regex(R"(\d+\.\d s ago)"), "just now");
        line = std::regex_replace(line, std::regex(R"(\bs-\d+)"), "s-1");
        lines.push_back(std::regex_replace(line, std::regex(R"(answer lost \([^)]*\))"), "answer lost"));
    }
    return joined(lines);
}

}  // namespace

TEST_CASE("the story of a lost answer that had no effect: two looks, a second send, and the first is watched for") {
    Lines story;
    Scenario scenario(3);
    scenario.cloud.faults.lost_before_effect = 100;
    start_told(scenario, story);
    REQUIRE(scenario.pass_until([&] { return scenario.events.count(core::EventId::answer_lost) > 0; }, 5min));
    scenario.cloud.faults.lost_before_effect = 0;
    REQUIRE(scenario.pass_until_settled(20min));
    CHECK(
        plain(story) ==
        joined(
            {"due; writes the intent of send 1", "intent is durable; send 1 leaves",
             "answer lost; send 1 is a suspect; looks from T (settle time 30.0 s)", "looks for send 1",
             "listing of T shows nothing (look 1 of 2, no witness); looks again at T", "looks for send 1",
             "listing of T shows nothing (look 2 of 2, no witness); writes the intent of send 2 (2 looks saw nothing, "
             "last just now)",
             "intent is durable; send 2 leaves", "accepted as s-1; followed beside 1 suspect",
             "listing of T shows s-1 ACCOMPLISHED by send 2; done (s-1 ACCOMPLISHED); watches for send 1 until T"}));
    CHECK(story.front() == "18:01:00.000 nightly 24T18:01 ecd-001 system: due; writes the intent of send 1");
    check_truth(scenario);
}

TEST_CASE("the story of a lost answer that had its effect: a listing finds it, nothing is sent again") {
    Lines story;
    Scenario scenario(3);
    scenario.cloud.faults.lost_after_effect = 100;
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 40s;
    start_told(scenario, story);
    REQUIRE(scenario.pass_until_settled(20min));
    CHECK(plain(story) == joined({"due; writes the intent of send 1", "intent is durable; send 1 leaves",
                                  "answer lost; send 1 is a suspect; looks from T (settle time 30.0 s)",
                                  "listing of T shows s-1 PROGRESSING by send 1; followed",
                                  "listing of T shows s-1 ACCOMPLISHED by send 1; done (s-1 ACCOMPLISHED)"}));
}

TEST_CASE("the story goes on after a kill with what the start made of the send") {
    Lines story;
    Scenario scenario(3);
    scenario.cloud.faults.snapshot_least = scenario.cloud.faults.snapshot_most = 40s;
    start_told(scenario, story);
    REQUIRE(scenario.pass_until([&] { return story.size() == 2; }, 5min));  // the send leaves, and takes its course
    scenario.kill();
    scenario.start();
    REQUIRE(scenario.pass_until_settled(20min));
    CHECK(plain(story) == joined({"due; writes the intent of send 1", "intent is durable; send 1 leaves",
                                  "recovered at a start: send 1 may have left until T; 1 suspect, looks first",
                                  "listing of T shows s-1 PROGRESSING by send 1; followed",
                                  "listing of T shows s-1 ACCOMPLISHED by send 1; done (s-1 ACCOMPLISHED)"}));
    check_truth(scenario);
}

TEST_CASE("decisions are told from the turn on at which a trace is asked for, as events too") {
    Scenario scenario(3);
    scenario.add_desktops(1);
    scenario.policy();
    scenario.start();
    scenario.daemon.engine().trace_decisions([&](const core::Decision& decision) {
        if (auto event = engine::decision_event(decision)) scenario.events.emit(std::move(*event));
    });
    REQUIRE(scenario.pass_until([&] { return scenario.cloud.creates > 0; }, 5min));
    const core::Event* last = scenario.events.last(core::EventId::task_decision);
    REQUIRE(last != nullptr);
    CHECK(last->message == "ecd-001 system: intent is durable; send 1 leaves");
    CHECK(core::event_type(last->id).level == core::EventLevel::debug);
    const std::size_t told = scenario.events.count(core::EventId::task_decision);
    scenario.daemon.engine().trace_decisions({});
    REQUIRE(scenario.pass_until_settled(20min));
    CHECK(scenario.events.count(core::EventId::task_decision) == told);
}
