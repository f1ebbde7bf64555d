// The golden story; ECDSNAP_WRITE=1 writes it anew.
#include "simulation/story.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

using namespace ecdsnap::tests;

TEST_CASE("a lost answer, a crash and a late effect are a story that a person can follow") {
    const RunResult result = play_story();
    CHECK(result.violations.empty());
    CHECK(result.done == 2);
    std::string told;
    for (const std::string& line : result.trace)
        told += line + "\n";
    const std::string path = ECDSNAP_SOURCE_DIR "/tests/simulation/golden_story.txt";
    if (std::getenv("ECDSNAP_WRITE") != nullptr) std::ofstream(path, std::ios::binary) << told;
    std::ostringstream golden;
    golden << std::ifstream(path, std::ios::binary).rdbuf();
    CHECK(told == golden.str());
}

TEST_CASE("the same seed plays the same run") {
    Plan plan = plan_from(7);
    plan.trouble = std::chrono::hours{12};
    plan.calm = std::chrono::hours{1};
    const RunResult one = play(plan, Telling::yes);
    const RunResult other = play(plan, Telling::yes);
    CHECK(one.creates > 0);
    CHECK(one.steps == other.steps);
    CHECK(one.trace == other.trace);
}
