// One refresh, however many wait for it: keys that somebody hands out and that end.
#include "adapters/credentials/user_machine.hpp"
#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

using namespace ecdsnap;
using namespace std::chrono_literals;
using tests::Kind;
using tests::Machine;
using What = core::KeyNews::What;

namespace {

// A program that prints key after key, each for so long.
struct Account {
    Machine machine;
    std::unique_ptr<adapters::KeyProvider> provider = machine.provider(machine.source(Kind::process, "print-key"));
    std::vector<What> news;

    explicit Account(core::Millis lifetime) {
        provider->watch([this](const core::KeyNews& one) { news.push_back(one.what); });
        hand_out("first", lifetime);
    }
    void hand_out(const std::string& id, core::Millis lifetime) {
        const auto end = std::chrono::floor<std::chrono::seconds>(machine.clock.wall + lifetime);
        machine.programs.output =
            fmt::format(R"({{"mode":"StsToken","access_key_id":"{0}","access_key_secret":"s-{0}","sts_token":"t-{0}",)"
                        R"("expiration":"{1}"}})",
                        id, core::utc_text(end));
    }
    std::string id() {
        const auto key = tests::run_to_end(machine.context, provider->get());
        machine.context.restart();
        machine.context.poll();  // what goes on beside it
        return key ? key->access_key_id : "none";
    }
    std::size_t runs() const { return machine.programs.requests.size(); }
};

}  // namespace

TEST_CASE("all who wait share one refresh") {
    Account account(1h);
    account.machine.programs.held = true;
    std::vector<std::string> ids;
    for (int i = 0; i < 50; ++i)
        boost::asio::co_spawn(account.machine.context, account.provider->get(),
                              [&](std::exception_ptr failure, core::Result<ports::Credentials> key) {
                                  REQUIRE(!failure);
                                  ids.push_back(key ? key->access_key_id : "none");
                              });
    for (int turn = 0; turn < 200; ++turn)
        account.machine.context.poll_one();
    CHECK(ids.empty());
    account.machine.programs.held = false;
    account.machine.context.restart();
    account.machine.context.run();
    CHECK(ids == std::vector<std::string>(50, "first"));
    CHECK(account.runs() == 1);
}

TEST_CASE("a key is exchanged before its end, beside those who go on with the old one") {
    Account account(1h);
    CHECK(account.id() == "first");
    account.machine.clock.pass(45min - 1s);
    CHECK(account.id() == "first");
    CHECK(account.runs() == 1);
    account.hand_out("second", 1h);
    account.machine.clock.pass(1s);
    account.machine.programs.held = true;
    const auto key = tests::run_to_end(account.machine.context, account.provider->get());
    CHECK(key->access_key_id == "first");
    account.machine.programs.held = false;
    account.machine.context.restart();
    account.machine.context.run();
    CHECK(account.id() == "second");
    CHECK(account.runs() == 2);
    CHECK(account.news == std::vector{What::refreshed});
}

TEST_CASE("a key of a minute is asked for once a minute") {
    Account account(60s);
    std::size_t number = 0;
    for (int second = 0; second < 600; ++second) {
        account.hand_out(std::to_string(number), 60s);
        const std::size_t before = account.runs();
        REQUIRE(account.id() != "none");
        if (account.runs() > before) ++number;
        account.machine.clock.pass(1s);
    }
    CHECK(account.runs() == 10);
}

TEST_CASE("while refreshes fail the old key is used until it ends, then there is none, and each is told once") {
    Account account(1h);
    CHECK(account.id() == "first");
    account.machine.programs.broken = true;
    account.machine.clock.pass(46min);
    CHECK(account.id() == "first");
    CHECK(account.news == std::vector{What::failed});
    CHECK(account.provider->key_state().problem.ends_with("cannot be started: No such file or directory"));
    for (int minute = 46; minute < 60; ++minute) {
        CHECK(account.id() == "first");
        account.machine.clock.pass(1min);
    }
    CHECK(account.id() == "none");
    CHECK(account.id() == "none");
    CHECK(account.runs() <= 1 + 14 + 2);
    CHECK(account.news == std::vector{What::failed, What::expired});
    const auto refused = tests::run_to_end(account.machine.context, account.provider->get());
    CHECK(refused.error().kind == core::ErrorClass::credentials);
    CHECK(refused.error().effect == core::Effect::none);
    account.machine.programs.broken = false;
    account.hand_out("second", 1h);
    account.machine.clock.pass(1min);
    CHECK(account.id() == "second");
    CHECK(account.news == std::vector{What::failed, What::expired, What::restored, What::refreshed});
}

TEST_CASE("a refused key is asked for anew once, and whoever was refused meanwhile shares that") {
    Account account(1h);
    const auto first = tests::run_to_end(account.machine.context, account.provider->get());
    account.machine.clock.pass(10min);
    account.hand_out("second", 1h);
    account.machine.programs.held = true;
    std::vector<bool> other;
    for (int i = 0; i < 20; ++i)
        boost::asio::co_spawn(account.machine.context, account.provider->refused(*first),
                              [&](std::exception_ptr failure, bool has_other) {
                                  REQUIRE(!failure);
                                  other.push_back(has_other);
                              });
    for (int turn = 0; turn < 100; ++turn)
        account.machine.context.poll_one();
    account.machine.programs.held = false;
    account.machine.context.restart();
    account.machine.context.run();
    CHECK(other == std::vector<bool>(20, true));
    CHECK(account.runs() == 2);
    // The new one is refused as well: the service means the account, and nobody is asked again at once.
    const auto second = tests::run_to_end(account.machine.context, account.provider->get());
    for (int i = 0; i < 20; ++i)
        CHECK(!tests::run_to_end(account.machine.context, account.provider->refused(*second)));
    CHECK(account.runs() == 2);
    account.machine.clock.pass(1min);
    CHECK(!tests::run_to_end(account.machine.context, account.provider->refused(*second)));
    CHECK(account.runs() == 3);
}

TEST_CASE("a clock that is wrong neither ends a key nor keeps one: the answer's own date counts") {
    Machine machine;
    machine.clock.wall += 8h;  // it is 00:00 for the others
    machine.web.answer = [](const ports::WebRequest&) {
        return tests::web_answer(200,
                                 R"({"Code":"Success","AccessKeyId":"a","AccessKeySecret":"b","SecurityToken":"c",)"
                                 R"("Expiration":"2026-11-24T01:00:00Z"})",
                                 "Tue, 24 Nov 2026 00:00:00 GMT");
    };
    const auto provider = machine.provider(machine.source(Kind::uri, "http://127.0.0.1/key"));
    REQUIRE(tests::run_to_end(machine.context, provider->get()).has_value());
    CHECK(provider->key_state().expires == machine.clock.wall + 1h);
    machine.clock.pass(44min);
    REQUIRE(tests::run_to_end(machine.context, provider->get()).has_value());
    CHECK(machine.web.requests.size() == 1);
    machine.clock.wall -= 8h;  // somebody mended it
    REQUIRE(tests::run_to_end(machine.context, provider->get()).has_value());
    CHECK(machine.web.requests.size() == 1);
}

TEST_CASE("the place that gave a key once is the account's for good") {
    Machine machine;
    machine.environment.variables["ALIBABA_CLOUD_CREDENTIALS_URI"] = "http://127.0.0.1/key";
    machine.web.answer = [&](const ports::WebRequest& request) {
        if (request.url != "http://127.0.0.1/key") return core::Result<ports::HttpAnswer>(tests::no_answer("no route"));
        const auto end = std::chrono::floor<std::chrono::seconds>(machine.clock.wall + 1h);
        return tests::web_answer(
            200, fmt::format(R"({{"AccessKeyId":"a","AccessKeySecret":"b","SecurityToken":"c","Expiration":"{}"}})",
                             core::utc_text(end)));
    };
    const auto provider = machine.provider(core::CredentialSource{});
    CHECK(tests::run_to_end(machine.context, provider->get())->source == "a credentials URI");
    machine.write(".aliyun/config.json", tests::config_json);
    machine.web.requests.clear();
    machine.clock.pass(2h);
    CHECK(tests::run_to_end(machine.context, provider->get())->source == "a credentials URI");
    CHECK(machine.web.requests.size() == 1);
}
