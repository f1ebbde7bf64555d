#include "core/events/site_causes.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;
using namespace std::chrono_literals;

namespace {

const SteadyTime start{1h};

Error error(ErrorClass kind, const char* code) {
    Error error;
    error.kind = kind;
    error.code = code;
    error.message = "refused";
    return error;
}

}  // namespace

TEST_CASE("what concerns the whole site is told once for all kinds of calls, and is over once") {
    SiteCauses causes;
    const Error revoked = error(ErrorClass::credentials, "Forbidden.AccessKeyDisabled");
    CHECK(causes.failed(CallKind::create, revoked, start));
    CHECK_FALSE(causes.failed(CallKind::read, revoked, start + 1s));
    CHECK_FALSE(causes.failed(CallKind::power, revoked, start + 2s));
    CHECK(causes.came_through(CallKind::read, start + 3s).size() == 1);
    CHECK(causes.came_through(CallKind::create, start + 4s).empty());
    CHECK(causes.failed(CallKind::read, revoked, start + 5s));
}

TEST_CASE("it is told again while it lasts, by one kind of call and not by each") {
    SiteCauses causes;
    const Error revoked = error(ErrorClass::credentials, "Forbidden.AccessKeyDisabled");
    int told = 0;
    for (int second = 0; second < 3600; ++second)
        for (const CallKind kind : {CallKind::create, CallKind::read})
            told += causes.failed(kind, revoked, start + Millis{second * 1000}) ? 1 : 0;
    CHECK(told == 6);
}

TEST_CASE("another cause is told beside it; a missing right is told for each kind of call") {
    SiteCauses causes;
    CHECK(causes.failed(CallKind::create, error(ErrorClass::credentials, "Forbidden.AccessKeyDisabled"), start));
    CHECK(causes.failed(CallKind::create, error(ErrorClass::clock_skew, "InvalidTimeStamp.Expired"), start));
    CHECK(causes.failed(CallKind::create, error(ErrorClass::permission, "Forbidden.RAM"), start));
    CHECK(causes.failed(CallKind::read, error(ErrorClass::permission, "Forbidden.RAM"), start));
    CHECK(causes.in_force(start).size() == 4);
}

TEST_CASE("failures of the network are told apart by their words") {
    SiteCauses causes;
    Error dns = error(ErrorClass::temporary, "");
    dns.message = "no such host";
    Error refused = dns;
    refused.message = "connection refused";
    int told = 0;
    for (int call = 0; call < 10; ++call)
        for (const Error& cause : {dns, refused})
            told += causes.failed(CallKind::read, cause, start + Millis{call * 100}) ? 1 : 0;
    CHECK(told == 2);
}

TEST_CASE("a network that fails counts by kind of call, and is one cause") {
    SiteCauses causes;
    const Error cut = error(ErrorClass::ambiguous, "");
    int told = 0;
    for (int call = 0; call < 20; ++call)
        for (const CallKind kind : {CallKind::create, CallKind::read})
            told += causes.failed(kind, cut, start + Millis{call * 100}) ? 1 : 0;
    CHECK(told == 1);
}
