#include "adapters/control/request_route.hpp"

#include "adapters/control/query_text.hpp"
#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;
using namespace ecdsnap::adapters;

namespace {

Refusal refused(std::string_view method, std::string_view target, std::string_view body = "") {
    const auto route = route_of(method, target, body);
    REQUIRE(std::holds_alternative<Refusal>(route));
    return std::get<Refusal>(route);
}

ports::HistoryQuery query(std::string_view target) {
    const auto route = route_of("GET", target, "");
    REQUIRE(std::holds_alternative<HistoryRequest>(route));
    return std::get<HistoryRequest>(route).query;
}

}  // namespace

TEST_CASE("each path is found with its method") {
    CHECK(std::holds_alternative<StatusRequest>(route_of("GET", "/v1/status", "")));
    CHECK(std::get<SlotRequest>(route_of("GET", "/v1/slots/12", "")).id == 12);
    CHECK(std::get<RunRequest>(route_of("POST", "/v1/run", R"({"policy":"nightly"})")).policy == "nightly");
    CHECK(std::holds_alternative<ReloadRequest>(route_of("POST", "/v1/reload", "")));
}

TEST_CASE("a history query is read whole") {
    const auto all = query("/v1/history");
    CHECK(!all.policy.has_value());
    CHECK(all.limit == 100);

    const auto one = query(
        "/v1/history?policy=nightly&desktop=ecd%2D1&outcome=failed&since=2026-11-24T18:00:00Z&"
        "until=2026-11-25T02:00:00%2B08:00&slot=7&limit=100000");
    CHECK(one.policy == "nightly");
    CHECK(one.desktop_id == "ecd-1");
    CHECK(one.outcome == core::Outcome::failed);
    CHECK(core::utc_text(one.since.value()) == "2026-11-24T18:00:00.000Z");
    CHECK(core::utc_text(one.until.value()) == "2026-11-24T18:00:00.000Z");
    CHECK(one.slot_id == 7);
    CHECK(one.limit == 100'000);
    CHECK(query("/v1/history?outcome=unsettled").outcome == core::Outcome::none);
}

TEST_CASE("what is not understood is refused with what is allowed") {
    struct Row {
        const char* target;
        const char* message;
    };
    const Row rows[] = {
        {"/v1/history?colour=red",
         "unknown parameter 'colour' (allowed: policy, desktop, outcome, since, until, slot, limit)"},
        {"/v1/history?outcome=good", "outcome: 'good' is not one of done, skipped, missed, failed, unsettled"},
        {"/v1/history?since=yesterday", "since: 'yesterday' is not an instant such as 2026-11-24T18:00:00Z"},
        {"/v1/history?until=", "until: '' is not an instant such as 2026-11-24T18:00:00Z"},
        {"/v1/history?slot=x", "slot: 'x' is not the number of a slot"},
        {"/v1/history?limit=0", "limit: '0' is not a number from 1 to 100000"},
        {"/v1/history?limit=100001", "limit: '100001' is not a number from 1 to 100000"},
        {"/v1/history?limit=-1", "limit: '-1' is not a number from 1 to 100000"},
        {"/v1/history?policy", "the part after '?' is not name=value&name=value"},
        {"/v1/history?policy=%zz", "the part after '?' is not name=value&name=value"},
        {"/v1/history?slot=1&slot=2", "the part after '?' is not name=value&name=value"},
        {"/v1/slots/", "slot: '' is not the number of a slot"},
        {"/v1/slots/7/tasks", "slot: '7/tasks' is not the number of a slot"},
        {"/v1/slots/99999999999999999999", "slot: '99999999999999999999' is not the number of a slot"},
        {"/v1/status?x=1", "/v1/status takes no parameters"},
    };
    for (const auto& row : rows) {
        INFO(row.target);
        const auto refusal = refused("GET", row.target);
        CHECK(refusal.message == row.message);
        CHECK(refusal.status == 400);
    }
}

TEST_CASE("unknown paths and wrong methods are told apart") {
    for (const char* target : {"/", "", "/v1/statu", "/v2/status", "/v1/status/", "*", "http://x/v1/status"}) {
        INFO(target);
        CHECK(refused("GET", target).status == 404);
    }
    CHECK(refused("POST", "/v1/status").status == 405);
    CHECK(refused("GET", "/v1/run").message == "/v1/run takes POST only");
    CHECK(refused("DELETE", "/v1/slots/1").status == 405);
}

TEST_CASE("the body of a run names one policy and nothing else") {
    for (const char* body : {"", "nightly", "[]", "{}", R"({"policy":1})", R"({"policy":"a","wait":true})",
                             R"({"policy":"a")", "{\"policy\":\"\xff\"}"}) {
        INFO(body);
        CHECK(refused("POST", "/v1/run", body).message == R"(the body must be {"policy": "NAME"})");
    }
}

TEST_CASE("query text is split and unescaped") {
    const auto found = query_parameters("a=1&b=%E8%AE%BE+x&c=&d=e=f");
    REQUIRE(found.has_value());
    REQUIRE(found->size() == 4);
    CHECK((*found)[1].second == "设+x");
    CHECK((*found)[2].second == "");
    CHECK((*found)[3].second == "e=f");
    CHECK(query_parameters("")->empty());
    for (const char* broken : {"a", "a=%", "a=%4", "a=%4g", "a=1&&b=2", "a=1&a=2"})
        CHECK(!query_parameters(broken).has_value());
}
