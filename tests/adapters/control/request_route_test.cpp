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
    CHECK(std::get<ReloadRequest>(route_of("POST", "/v1/reload", "")).force == ports::ReloadForce::no);
    CHECK(std::get<ReloadRequest>(route_of("POST", "/v1/reload", R"({"force":false})")).force ==
          ports::ReloadForce::no);
    CHECK(std::get<ReloadRequest>(route_of("POST", "/v1/reload", R"({"force":true})")).force ==
          ports::ReloadForce::yes);
    CHECK(std::get<ApproveRequest>(route_of("POST", "/v1/approve", R"({"policy":"a"})")).up_to == std::nullopt);
    CHECK(std::get<ApproveRequest>(route_of("POST", "/v1/approve", R"({"policy":"a","up_to":0})")).up_to == 0U);
}

TEST_CASE("a reload and an approval are asked for by their own keys and nothing else") {
    for (const char* body : {"{}", "x", R"({"force":1})", R"({"force":true,"policy":"a"})", "[true]"})
        CHECK(refused("POST", "/v1/reload", body).message == R"(the body must be empty or {"force": true})");
    for (const char* body : {"", "{}", R"({"policy":1})", R"({"policy":"a","upto":1})", R"({"up_to":1})"})
        CHECK(refused("POST", "/v1/approve", body).message.starts_with("the body must be {\"policy\": \"NAME\"}"));
    for (const char* number : {"-1", "1.5", "1000001", "\"5\"", "null"})
        CHECK(refused("POST", "/v1/approve", std::string(R"({"policy":"a","up_to":)") + number + "}")
                  .message.ends_with("is not a number of desktops from 0 to 1000000"));
    CHECK(refused("GET", "/v1/approve").status == 405);
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
         "unknown parameter 'colour' (allowed: policy, desktop, site, outcome, since, until, slot, limit)"},
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

TEST_CASE("an unknown path is told every route there is") {
    const auto message = refused("GET", "/v2/status").message;
    CHECK(message ==
          "no such path: '/v2/status' (GET /v1/status, GET /v1/history, GET /v1/slots/{id}, POST /v1/run, POST "
          "/v1/pause, POST /v1/resume, POST /v1/approve, POST /v1/reload)");
}

TEST_CASE("what a request demands: a history is long by its limit, not by its query") {
    CHECK(demand_of(route_of("GET", "/v1/history", "")) == Demand::ledger);
    CHECK(demand_of(route_of("GET", "/v1/history?limit=1000", "")) == Demand::ledger);
    CHECK(demand_of(route_of("GET", "/v1/history?limit=1001&policy=a", "")) == Demand::long_answer);
    CHECK(demand_of(route_of("GET", "/v1/slots/1", "")) == Demand::ledger);
    CHECK(demand_of(route_of("GET", "/v1/status", "")) == Demand::little);
    CHECK(demand_of(route_of("GET", "/v1/nonsense", "")) == Demand::little);
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

TEST_CASE("a pause names one thing, a time and a reason") {
    const auto pause_of = [](const char* body) {
        return std::get<PauseRequest>(route_of("POST", "/v1/pause", body)).pause;
    };
    const auto policy = pause_of(R"({"policy":"nightly","until":"2026-11-25T06:00:00Z","reason":"a\nb"})");
    CHECK(policy.key == core::PauseKey{core::PauseScope::policy, "nightly"});
    CHECK(core::utc_text(policy.until) == "2026-11-25T06:00:00.000Z");
    CHECK(policy.reason == "a\\nb");
    CHECK(pause_of(R"({"site":"main/cn-hangzhou","until":"2026-11-25T06:00:00Z","reason":"x"})").key ==
          core::PauseKey{core::PauseScope::site, "main/cn-hangzhou"});
    CHECK(pause_of(R"({"all":true,"until":"2026-11-25T06:00:00Z","reason":"x"})").key == core::PauseKey{});
    for (const char* body :
         {"", "[]", "{}", R"({"policy":"a"})", R"({"until":"2026-11-25T06:00:00Z","reason":"x"})",
          R"({"policy":"a","all":true,"until":"2026-11-25T06:00:00Z","reason":"x"})",
          R"({"all":false,"until":"2026-11-25T06:00:00Z","reason":"x"})",
          R"({"policy":1,"until":"2026-11-25T06:00:00Z","reason":"x"})", R"({"policy":"a","until":7,"reason":"x"})",
          R"({"policy":"a","until":"2026-11-25T06:00:00Z","reason":[]})",
          R"({"policy":"a","until":"2026-11-25T06:00:00Z","reason":"x","more":1})"}) {
        INFO(body);
        CHECK(refused("POST", "/v1/pause", body).message ==
              R"(the body must be {"policy": "NAME", "site": "ACCOUNT/REGION" or "all": true, "until": "INSTANT", )"
              R"("reason": "TEXT"})");
    }
    CHECK(refused("POST", "/v1/pause", R"({"all":true,"until":"soon","reason":"x"})").message ==
          "until: 'soon' is not an instant such as 2026-11-24T18:00:00Z");
    CHECK(refused("GET", "/v1/pause").status == 405);
}

TEST_CASE("a resume names one thing and nothing else") {
    const auto key_of = [](const char* body) {
        return std::get<ResumeRequest>(route_of("POST", "/v1/resume", body)).key;
    };
    CHECK(key_of(R"({"policy":"nightly"})") == core::PauseKey{core::PauseScope::policy, "nightly"});
    CHECK(key_of(R"({"all":true})") == core::PauseKey{});
    for (const char* body :
         {"", "{}", R"({"policy":"a","site":"b"})", R"({"all":true,"reason":"x"})", R"({"all":1})"}) {
        INFO(body);
        CHECK(refused("POST", "/v1/resume", body).message ==
              R"(the body must be {"policy": "NAME", "site": "ACCOUNT/REGION" or "all": true})");
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
