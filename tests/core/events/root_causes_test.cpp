#include "core/events/root_causes.hpp"

#include "core/task/printing.hpp"

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime start = SteadyTime{} + 1000h;

Error error(ErrorClass kind, std::string code, std::string doing = "CreateSnapshot ecd-1 system") {
    Error error;
    error.kind = kind;
    error.code = std::move(code);
    error.message = "words of the service";
    error.doing = std::move(doing);
    return error;
}

}  // namespace

TEST_CASE("4,000 refusals for one missing permission are one problem") {
    RootCauses causes;
    int reports = 0;
    for (int desktop = 0; desktop < 4000; ++desktop) {
        const auto doing = "CreateSnapshot ecd-" + std::to_string(desktop) + " system";
        reports +=
            causes.failed(error(ErrorClass::permission, "Forbidden.RAM", doing), start + Millis{desktop}) ? 1 : 0;
    }
    CHECK(reports == 1);
    const auto in_force = causes.in_force(start);
    REQUIRE(in_force.size() == 1);
    CHECK(in_force[0].count == 4000);
    CHECK(in_force[0].examples == std::vector<std::string>{"CreateSnapshot ecd-0 system", "CreateSnapshot ecd-1 system",
                                                           "CreateSnapshot ecd-2 system"});
    CHECK(in_force[0].since == start);
    CHECK(in_force[0].last == start + 3999ms);
}

TEST_CASE("a cause that goes on is said again every ten minutes") {
    RootCauses causes;
    CHECK(causes.failed(error(ErrorClass::credentials, "InvalidAccessKeyId"), start).has_value());
    CHECK_FALSE(causes.failed(error(ErrorClass::credentials, "InvalidAccessKeyId"), start + 10min - 1ms).has_value());
    const auto again = causes.failed(error(ErrorClass::credentials, "InvalidAccessKeyId"), start + 10min);
    REQUIRE(again.has_value());
    CHECK(again->count == 3);
}

TEST_CASE("different codes are different causes; the worst is first") {
    RootCauses causes;
    CHECK(causes.failed(error(ErrorClass::permission, "A"), start).has_value());
    CHECK(causes.failed(error(ErrorClass::permission, "B"), start).has_value());
    CHECK_FALSE(causes.failed(error(ErrorClass::permission, "B"), start).has_value());
    const auto in_force = causes.in_force(start);
    REQUIRE(in_force.size() == 2);
    CHECK(in_force[0].code == "B");
    CHECK(in_force[1].code == "A");
}

TEST_CASE("the network's failures count as a cause after five in a row") {
    RootCauses causes;
    for (const ErrorClass kind : {ErrorClass::temporary, ErrorClass::ambiguous}) {
        CAPTURE(kind);
        for (int failure = 1; failure <= 4; ++failure)
            CHECK_FALSE(causes.failed(error(kind, ""), start).has_value());
    }
    CHECK(causes.in_force(start).empty());
    CHECK(causes.came_through(start).empty());
    for (int failure = 1; failure <= 4; ++failure)
        CHECK_FALSE(causes.failed(error(ErrorClass::temporary, ""), start).has_value());
    CHECK(causes.failed(error(ErrorClass::temporary, ""), start).has_value());
    CHECK(causes.in_force(start).size() == 1);
}

TEST_CASE("the end of a cause is told once, and only of one that was told") {
    RootCauses causes;
    causes.failed(error(ErrorClass::credentials, "InvalidAccessKeyId"), start);
    causes.failed(error(ErrorClass::temporary, "InternalError"), start);
    const auto over = causes.came_through(start + 1s);
    REQUIRE(over.size() == 1);
    CHECK(over[0].code == "InvalidAccessKeyId");
    CHECK(causes.came_through(start + 2s).empty());
    CHECK(causes.in_force(start).empty());
    CHECK(causes.failed(error(ErrorClass::credentials, "InvalidAccessKeyId"), start + 3s).has_value());
}

TEST_CASE("a cause that concerns some desktops only is not over because others come through") {
    for (const ErrorClass kind : {ErrorClass::permission, ErrorClass::quota, ErrorClass::bad_request}) {
        CAPTURE(kind);
        RootCauses causes;
        int reports = 0, ends = 0;
        for (int call = 0; call < 500; ++call) {
            reports += causes.failed(error(kind, "Code"), start + Millis{call * 1000}) ? 1 : 0;
            ends += static_cast<int>(causes.came_through(start + Millis{call * 1000 + 500}).size());
        }
        CHECK(reports == 1);
        CHECK(ends == 0);
        CHECK(causes.came_through(start + 499s + 10min - 1ms).empty());
        CHECK(causes.came_through(start + 499s + 10min).size() == 1);
        CHECK(causes.in_force(start).empty());
    }
}

TEST_CASE("a cause that no call has met for a quarter of an hour is not in force any more") {
    RootCauses causes;
    causes.failed(error(ErrorClass::permission, "Forbidden.RAM"), start);
    CHECK(causes.in_force(start + RootCauses::fades_after - 1ms).size() == 1);
    CHECK(causes.in_force(start + RootCauses::fades_after).empty());
}
