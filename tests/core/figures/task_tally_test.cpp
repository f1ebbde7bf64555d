#include "core/figures/task_tally.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;

TEST_CASE("every reason is of a class that has a word") {
    for (int value = 0; value <= static_cast<int>(core::Reason::unreachable); ++value)
        CHECK(std::string(core::text(core::class_of(static_cast<core::Reason>(value)))) != "?");
}

TEST_CASE("counts ends by policy, outcome and class, and forgets policies that go") {
    core::TaskTally tally;
    tally.ended("nightly", core::Outcome::done, core::Reason::accomplished);
    tally.ended("nightly", core::Outcome::done, core::Reason::found);
    tally.ended("nightly", core::Outcome::missed, core::Reason::throttled);
    tally.ended("nightly", core::Outcome::none, core::Reason::spread);
    tally.ended("weekly", core::Outcome::failed, core::Reason::permission);
    const auto& nightly = tally.rows().at("nightly");
    CHECK(nightly.count(core::Outcome::done, core::ReasonClass::good) == 2);
    CHECK(nightly.count(core::Outcome::missed, core::ReasonClass::pacing) == 1);
    CHECK(nightly.count(core::Outcome::failed, core::ReasonClass::access) == 0);
    tally.keep_only({"weekly"});
    CHECK(tally.rows().size() == 1);
    CHECK(tally.rows().at("weekly").count(core::Outcome::failed, core::ReasonClass::access) == 1);
}
