#include "cli/daemon_socket.hpp"

#include "adapters/control/listening_socket.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/time_argument.hpp"
#include "core/text/utc_text.hpp"
#include "fakes/serving_daemon.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <unistd.h>

using namespace ecdsnap;
using namespace ecdsnap::cli;
using namespace std::chrono_literals;

TEST_CASE("a whole answer is read") {
    const auto answer = parse_answer("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbody");
    REQUIRE(answer.has_value());
    CHECK(answer->status == 404);
    CHECK(answer->body == "body");
}

TEST_CASE("an answer that is not whole is an error, wherever it ends") {
    const std::string whole = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody";
    for (std::size_t size = 0; size < whole.size(); ++size) {
        INFO(size);
        CHECK(!parse_answer(whole.substr(0, size)).has_value());
    }
    CHECK(!parse_answer("HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n").has_value());
    CHECK(!parse_answer("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n").has_value());
    CHECK(!parse_answer("HTTP/1.1 200 OK\r\n\r\n").has_value());
    CHECK(!parse_answer("hello\r\n\r\n").has_value());
    CHECK(!parse_answer(whole + "more").has_value());
}

TEST_CASE("values in a target are escaped") {
    CHECK(url_escaped("a b&c=d/设") == "a%20b%26c%3Dd%2F%E8%AE%BE");
    CHECK(url_escaped("2026-11-24T18:00:00.000Z") == "2026-11-24T18:00:00.000Z");
}

TEST_CASE("what the daemon shows comes back as it was") {
    tests::ServingDaemon daemon;
    const DaemonSocket socket(daemon.socket());

    const auto answer = socket.get("/v1/status");
    REQUIRE(answer.has_value());
    const auto status = status_from(answer->body);
    REQUIRE(status.has_value());
    const auto wanted = tests::sample_status();
    CHECK(status->now == wanted.now);
    CHECK(status->policies.size() == 2);
    CHECK(status->policies[0].open_slots[0].counts == wanted.policies[0].open_slots[0].counts);
    CHECK(status->policies[1].last_slot.value().key == wanted.policies[1].last_slot.value().key);
    CHECK(status->sites[0].site == wanted.sites[0].site);
    CHECK(status->sites[0].inventory_at == wanted.sites[0].inventory_at);
    CHECK(!status->sites[1].inventory_at.has_value());
    REQUIRE(status->accounts.size() == 1);
    CHECK(status->accounts[0].name == "main");
    CHECK(status->accounts[0].key.key_id == wanted.accounts[0].key.key_id);
    CHECK(status->accounts[0].key.source == wanted.accounts[0].key.source);
    CHECK(status->accounts[0].key.temporary);
    CHECK(status->accounts[0].key.expires == wanted.accounts[0].key.expires);
    CHECK(status->accounts[0].key.problem == wanted.accounts[0].key.problem);

    const auto lines = socket.get("/v1/history");
    REQUIRE(lines.has_value());
    const auto entries = history_from(lines->body);
    REQUIRE(entries.has_value());
    const auto history = tests::sample_history();
    REQUIRE(entries->size() == history.size());
    CHECK((*entries)[0].task.value().extras[0].status == core::SnapshotStatus::accomplished);
    CHECK((*entries)[0].task.value().base_name == "nightly-ecd-1-20261125-0200-system-abcdef-2");
    CHECK((*entries)[3].task.value().disk == core::DiskKind::data);
    CHECK((*entries)[3].task.value().reason == core::Reason::quota);
    CHECK((*entries)[4].task.value().outcome == core::Outcome::none);
    CHECK(!(*entries)[5].task.has_value());
    CHECK((*entries)[5].slot.state == core::SlotState::passed);
}

TEST_CASE("a daemon of another version is no reason to end") {
    const auto status = status_from(R"({"ready":"perhaps","policies":[7,{"name":[],"next_slot":3}],"sites":{"a":1}})");
    REQUIRE(status.has_value());
    CHECK(!status->ready);
    CHECK(status->policies.size() == 2);
    const auto entries = history_from(R"({"entries":[{"slot":{"state":"paused"},"task":{"reason":"moon_phase"}}]})");
    REQUIRE(entries.has_value());
    CHECK(entries->front().task.value().reason == core::Reason::none);
    for (const char* text : {"", "[]", "nonsense", "{\"a\":"})
        CHECK(!status_from(text).has_value());
    CHECK(error_message_from(R"({"error":{"code":"gone","message":"no such policy"}})") == "no such policy");
    CHECK(error_message_from("<html>") == "<html>");
}

TEST_CASE("a missing daemon is told in a way that helps") {
    const tests::TemporaryFolder folder;
    const auto path = folder.path() / "control.sock";
    const auto message = "no daemon answers at " + path.string() + ": is it started? systemctl status ecdsnapd";
    CHECK(DaemonSocket(path).get("/").error().message == message);

    tests::ServingDaemon daemon;
    std::filesystem::create_hard_link(daemon.socket(), path);
    daemon.stop();  // a socket remains, and nobody listens
    CHECK(DaemonSocket(path).get("/").error().message == message);
    CHECK(DaemonSocket("/" + std::string(200, 'x')).get("/").error().kind == core::ErrorClass::local);
}

TEST_CASE("a daemon that does not answer is waited for until the deadline") {
    const tests::TemporaryFolder folder;
    const auto listener = adapters::open_listening_socket(folder.path() / "s");  // nobody accepts
    REQUIRE(listener.has_value());
    const auto answer = DaemonSocket(folder.path() / "s", 50ms).get("/v1/status");
    CHECK(answer.error().message == "the daemon at " + (folder.path() / "s").string() + " did not answer in time");
    close(*listener);
}

TEST_CASE("times are understood as people type them") {
    setenv("TZ", "Asia/Shanghai", 1);
    tzset();
    CHECK(core::utc_text(time_point("2026-11-25").value()) == "2026-11-24T16:00:00.000Z");
    CHECK(core::utc_text(time_point("2026-11-25 02:00").value()) == "2026-11-24T18:00:00.000Z");
    CHECK(core::utc_text(time_point("2026-11-25T02:00").value()) == "2026-11-24T18:00:00.000Z");
    CHECK(core::utc_text(time_point("2026-11-24T18:00:00Z").value()) == "2026-11-24T18:00:00.000Z");
    setenv("TZ", "Europe/Berlin", 1);
    tzset();
    CHECK(core::utc_text(time_point("2026-07-01").value()) == "2026-06-30T22:00:00.000Z");
    CHECK(core::utc_text(time_point("2026-12-01").value()) == "2026-11-30T23:00:00.000Z");
    unsetenv("TZ");
    tzset();
    CHECK(time_ago("36h") == 36h);
    CHECK(!time_ago("yesterday").has_value());
    for (const char* text : {"", "yesterday", "2026-13-01", "2026-11-25 2:00", "2026-11-25x02:00", "25.11.2026"})
        CHECK(!time_point(text).has_value());
}
