#include "core/credentials/key_news.hpp"

#include "core/credentials/role_chain.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::core;
using namespace std::chrono_literals;
using What = KeyNews::What;

namespace {

const WallTime now = WallTime{} + std::chrono::hours{24 * 20'000};

KeyNews news_of(What what) {
    KeyNews news;
    news.what = what;
    news.state.key_id = shown_key_id("STS.NUxyzabcdefg9x2k");
    news.state.source = "a program";
    news.state.temporary = true;
    news.state.expires = now + 4min + 30s;
    news.before = shown_key_id("STS.NUxyzabcdefg1111");
    if (what == What::failed || what == What::expired) {
        news.state.problem = "the program key ended with exit code 1: no network";
        news.state.next_try = now + 8s;
    }
    return news;
}

std::string field(const Event& event, std::string_view name) {
    for (const EventField& each : event.fields)
        if (each.name == name) return each.value;
    return "";
}

}  // namespace

TEST_CASE("an id is shown by its ends") {
    CHECK(shown_key_id("LTAI5tAbCdEfGhIjKlMnwxyz") == "LTAI****wxyz");
    CHECK(shown_key_id("testid") == "tes****");
    CHECK(shown_key_id("x") == "****");
    CHECK(shown_key_id("abcd\x1b[0mefgh") == "abcd****efgh");
}

TEST_CASE("each piece of news is an event of the catalogue") {
    for (const What what : {What::failed, What::expired, What::restored, What::changed, What::refreshed})
        CHECK(check_event(key_event("main", news_of(what), now)) == "");
    CHECK(event_type(key_event("main", news_of(What::failed), now).id).level == EventLevel::warning);
    CHECK(event_type(key_event("main", news_of(What::expired), now).id).level == EventLevel::error);
    CHECK(event_type(key_event("main", news_of(What::refreshed), now).id).level == EventLevel::debug);
}

TEST_CASE("a refresh that fails is told with how long the key in use still lives") {
    const Event event = key_event("main", news_of(What::failed), now);
    CHECK(event.message ==
          "account main has no newer key, and the one in use expires in 4m30s: the program key ended "
          "with exit code 1: no network");
    CHECK(field(event, "remaining") == "4m30s");
    CHECK(field(event, "key") == "STS.****9x2k");
    CHECK(field(event, "account") == "main");
    KeyNews none;
    none.what = What::failed;
    none.state.problem = "no key: x";
    CHECK(key_event("main", none, now).message == "account main has no key: no key: x");
    CHECK(key_event("main", none, now).id == EventId::credentials_expired);
    CHECK(check_event(key_event("main", none, now)) == "");
    KeyNews lasting = news_of(What::failed);
    lasting.state.expires.reset();
    CHECK(key_event("main", lasting, now).message.starts_with("account main keeps its key, since no other could be"));
}

TEST_CASE("profiles that lead back to themselves, or too far, are refused") {
    RoleChain chain;
    CHECK(!chain.enter("a"));
    CHECK(!chain.enter("b"));
    CHECK(chain.enter("a")->problem == "has profiles that lead in a circle: a -> b -> a");
    RoleChain longest;
    for (char name = 'a'; name < 'a' + 10; ++name)
        CHECK(!longest.enter(std::string(1, name)));
    CHECK(longest.enter("k")->problem.starts_with("has a chain of more than ten profiles: a -> b"));
}
