#include "adapters/control/audit.hpp"

#include "adapters/control/listening_socket.hpp"
#include "adapters/run_to_end.hpp"
#include "fakes/fake_daemon.hpp"
#include "fakes/manual_clock.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace ecdsnap;
using namespace std::chrono;

namespace {

constexpr uid_t own_uid = 990;
constexpr gid_t admin_group = 27;

adapters::Peer alice() {
    adapters::Peer peer;
    peer.uid = 1000;
    peer.groups = {1000, admin_group};
    peer.name = "alice";
    peer.pid = 4321;
    return peer;
}

struct Asked {
    adapters::ControlReply reply;
    std::vector<core::Event> events;
};

Asked ask(tests::FakeDaemon& daemon, const adapters::Peer& peer, const std::string& method, const std::string& target,
          const std::string& body = "") {
    boost::asio::io_context context;
    const tests::ManualClock clock(context);
    const adapters::ControlAnswers answers(daemon, daemon, daemon, clock, {own_uid, admin_group});
    Asked asked;
    asked.reply = tests::run_to_end(context, answers.answer({method, target, body, peer}));
    asked.events = daemon.events;
    for (const auto& event : asked.events)
        CHECK(core::check_event(event) == "");
    return asked;
}

std::string field(const core::Event& event, std::string_view name) {
    const auto found = std::ranges::find(event.fields, name, &core::EventField::name);
    return found == event.fields.end() ? "" : found->value;
}

}  // namespace

TEST_CASE("each command that changes something is told: who, what, from where") {
    const auto command_of = [](const std::string& target, const std::string& body) {
        tests::FakeDaemon daemon;
        const auto asked = ask(daemon, alice(), "POST", target, body);
        REQUIRE(asked.events.size() == 1);
        CHECK(asked.events[0].id == core::EventId::command_done);
        CHECK(field(asked.events[0], "by") == "uid 1000 (alice)");
        CHECK(field(asked.events[0], "from") == "control socket, pid 4321");
        return field(asked.events[0], "command");
    };
    CHECK(command_of("/v1/run", R"({"policy":"nightly"})") == "run nightly");
    CHECK(command_of("/v1/pause", R"({"policy":"nightly","until":"2026-11-25T06:00:00Z","reason":"image update"})") ==
          "pause nightly --until 2026-11-25T06:00:00.000Z --reason \"image update\"");
    CHECK(command_of("/v1/resume", R"({"site":"main/cn-hangzhou"})") == "resume --site main/cn-hangzhou");
    CHECK(command_of("/v1/resume", R"({"all":true})") == "resume --all");
    CHECK(command_of("/v1/approve", R"({"policy":"nightly","up_to":500})") == "approve nightly --up-to 500");
    CHECK(command_of("/v1/approve", R"({"policy":"nightly"})") == "approve nightly");
    CHECK(command_of("/v1/reload", "") == "reload");
    CHECK(command_of("/v1/reload", R"({"force":true})") == "reload --force");
}

TEST_CASE("who logged in and at which terminal is told where it is known") {
    tests::FakeDaemon daemon;
    auto operator_behind_sudo = alice();
    operator_behind_sudo.uid = 0;
    operator_behind_sudo.origin.login = 1000;
    operator_behind_sudo.origin.login_name = "alice";
    operator_behind_sudo.origin.terminal = "pts/3";
    const auto asked = ask(daemon, operator_behind_sudo, "POST", "/v1/reload");
    REQUIRE(asked.events.size() == 1);
    CHECK(field(asked.events[0], "by") == "root");
    CHECK(field(asked.events[0], "from") == "control socket, pid 4321, login uid 1000 (alice), terminal pts/3");
}

TEST_CASE("who only looks is not told of") {
    tests::FakeDaemon daemon;
    CHECK(ask(daemon, alice(), "GET", "/v1/status").reply.status == 200);
    CHECK(ask(daemon, alice(), "GET", "/v1/history").events.empty());
    CHECK(ask(daemon, alice(), "POST", "/v1/nothing").events.empty());
}

TEST_CASE("who may not is told of, and nothing is changed") {
    tests::FakeDaemon daemon;
    auto stranger = alice();
    stranger.groups = {1000};
    const auto asked = ask(daemon, stranger, "POST", "/v1/run", R"({"policy":"nightly"})");
    CHECK(asked.reply.status == 403);
    CHECK(daemon.runs.empty());
    REQUIRE(asked.events.size() == 1);
    CHECK(asked.events[0].id == core::EventId::command_refused);
    CHECK(asked.events[0].message == "uid 1000 (alice) was refused: ecdsnap run nightly");
    CHECK(field(asked.events[0], "detail") ==
          "only root, the daemon's own user and the admin group may change something");
}

TEST_CASE("what cannot be done is told with the first line of why") {
    tests::FakeDaemon daemon;
    SUBCASE("by an error") {
        daemon.problem.emplace();
        daemon.problem->kind = core::ErrorClass::gone;
        daemon.problem->message = "there is no policy nightly\nmore";
        const auto asked = ask(daemon, alice(), "POST", "/v1/run", R"({"policy":"nightly"})");
        CHECK(asked.reply.status == 404);
        REQUIRE(asked.events.size() == 1);
        CHECK(asked.events[0].id == core::EventId::command_refused);
        CHECK(field(asked.events[0], "detail") == "there is no policy nightly");
    }
    SUBCASE("by the limits of a reload") {
        daemon.report.refused = "it would lose 12 desktops\nreload.max_lost is 5";
        const auto asked = ask(daemon, alice(), "POST", "/v1/reload");
        CHECK(asked.reply.status == 409);
        REQUIRE(asked.events.size() == 1);
        CHECK(asked.events[0].id == core::EventId::command_refused);
        CHECK(field(asked.events[0], "detail") == "it would lose 12 desktops");
    }
}

TEST_CASE("who is refused again and again is told of ten times a minute, with how many more there were") {
    adapters::RefusalQuota quota;
    const core::SteadyTime start{1h};
    int told = 0;
    for (int second = 0; second < 50; ++second)
        told += quota.tell(1000, start + core::Millis{second * 1000}) ? 1 : 0;
    CHECK(told == 10);
    CHECK(quota.tell(1001, start + 50s) == 0);  // another one
    CHECK(quota.tell(1000, start + 60s) == 40);
    CHECK(quota.tell(1000, start + 61s) == 0);
}

TEST_CASE("names are those of the machine's own users") {
    CHECK(adapters::local_user(0) == "root");
    CHECK(adapters::local_user(3'999'999'999U) == "");
    adapters::Peer peer;
    CHECK(adapters::name_of(peer) == "root");
    peer.uid = 70000;
    CHECK(adapters::name_of(peer) == "uid 70000");
}
