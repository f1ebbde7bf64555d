#include "adapters/control/control_answer.hpp"
#include "adapters/run_to_end.hpp"
#include "fakes/manual_clock.hpp"
#include "fakes/serving_daemon.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstring>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>
#include <vector>

using namespace ecdsnap;
using namespace std::chrono_literals;

namespace {

// A client that sends bytes and reads until the end, nothing more.
class RawClient {
public:
    explicit RawClient(const std::filesystem::path& path) : socket_(socket(AF_UNIX, SOCK_STREAM, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
        connected = connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    ~RawClient() { close(socket_); }

    void send(const std::string& text) const {
        std::size_t sent = 0;
        while (sent < text.size()) {
            const auto n = ::send(socket_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
            if (n <= 0) return;  // cut off: the answer tells why
            sent += static_cast<std::size_t>(n);
        }
    }
    std::string receive() const {
        std::string text;
        std::array<char, 4096> buffer{};
        for (ssize_t n = 0; (n = recv(socket_, buffer.data(), buffer.size(), 0)) > 0;)
            text.append(buffer.data(), static_cast<std::size_t>(n));
        return text;
    }

    bool connected = false;

private:
    int socket_;
};

std::string ask(const tests::ServingDaemon& daemon, const std::string& request) {
    const RawClient client(daemon.socket());
    REQUIRE(client.connected);
    client.send(request);
    return client.receive();
}

std::string get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

std::string post(const std::string& target, const std::string& body) {
    return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

int status_of(const std::string& answer) {
    return answer.starts_with("HTTP/1.1 ") ? std::stoi(answer.substr(9, 3)) : 0;
}

nlohmann::json json_of(const std::string& answer) {
    return nlohmann::json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
}

}  // namespace

TEST_CASE("each path answers with what the daemon shows") {
    tests::ServingDaemon daemon;
    const auto status = ask(daemon, get("/v1/status"));
    CHECK(status.find("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ") == 0);
    CHECK(json_of(status)["policies"][0]["name"] == "nightly");
    CHECK(json_of(ask(daemon, get("/v1/history?policy=nightly&limit=3")))["entries"].size() == 6);
    CHECK(json_of(ask(daemon, get("/v1/slots/7")))["done"] == 1);
    CHECK(json_of(ask(daemon, post("/v1/run", R"({"policy":"nightly"})"))) == nlohmann::json{{"slot", 7}});
    CHECK(json_of(ask(daemon, post("/v1/reload", "")))["reloaded"] == true);
    CHECK(json_of(ask(daemon, post("/v1/approve", R"({"policy":"nightly","up_to":7})")))["approved"]["up_to"] == 7);
    daemon.fake.report.refused = "too many\n";
    const auto limited = ask(daemon, post("/v1/reload", ""));
    CHECK(status_of(limited) == 409);
    CHECK(json_of(limited)["error"] == nlohmann::json{{"code", "reload_limited"}, {"message", "too many\n"}});
    CHECK(json_of(limited)["reloaded"] == false);

    daemon.stop();
    REQUIRE(daemon.fake.queries.size() == 1);
    CHECK(daemon.fake.queries[0].policy == "nightly");
    CHECK(daemon.fake.queries[0].limit == 3);
    CHECK(daemon.fake.runs == std::vector<std::string>{"nightly"});
    CHECK(daemon.fake.reloads == 2);
}

TEST_CASE("a history longer than one turn of the loop is whole") {
    tests::ServingDaemon daemon;
    const auto one = daemon.fake.entries.front();
    daemon.fake.entries.assign(2345, one);
    CHECK(json_of(ask(daemon, get("/v1/history")))["entries"].size() == 2345);
    daemon.stop();
}

TEST_CASE("an error of the daemon becomes a status and a message") {
    struct Row {
        core::ErrorClass kind;
        int status;
    };
    for (const auto& row : {Row{core::ErrorClass::gone, 404}, Row{core::ErrorClass::bad_request, 400},
                            Row{core::ErrorClass::not_ready, 409}, Row{core::ErrorClass::local, 503}}) {
        tests::ServingDaemon daemon;
        core::Error error;
        error.kind = row.kind;
        error.message = "line 1\nline \xff 2";
        daemon.fake.problem = error;
        for (const auto& request :
             {get("/v1/history"), get("/v1/slots/7"), post("/v1/run", R"({"policy":"x"})"), post("/v1/reload", "")}) {
            const auto answer = ask(daemon, request);
            CHECK(status_of(answer) == row.status);
            CHECK(json_of(answer)["error"]["code"] == core::text(row.kind));
            CHECK(json_of(answer)["error"]["message"] == "line 1\nline \xEF\xBF\xBD 2");
        }
        daemon.stop();
    }
}

TEST_CASE("an unknown slot and an unknown path are not found") {
    tests::ServingDaemon daemon;
    CHECK(json_of(ask(daemon, get("/v1/slots/8")))["error"]["message"] == "no slot has the number 8");
    CHECK(status_of(ask(daemon, get("/v1/slots/8"))) == 404);
    CHECK(status_of(ask(daemon, get("/"))) == 404);
    CHECK(status_of(ask(daemon, post("/v1/status", ""))) == 405);
}

TEST_CASE("what is not HTTP, or too large, is refused and the server goes on") {
    tests::ServingDaemon daemon;
    CHECK(status_of(ask(daemon, "hello\r\n\r\n")) == 400);
    CHECK(status_of(ask(daemon, "GET /v1/status HTTP/1.1\r\nContent-Length: x\r\n\r\n")) == 400);
    CHECK(status_of(ask(daemon, std::string(20'000, 'x'))) != 200);
    CHECK(status_of(ask(daemon, "GET /v1/status HTTP/1.1\r\nX: " + std::string(9000, 'x') + "\r\n\r\n")) == 431);
    CHECK(status_of(ask(daemon, post("/v1/run", std::string(64 * 1024 + 1, ' ')))) == 413);
    CHECK(status_of(ask(daemon, post("/v1/run", std::string(64 * 1024, ' ')))) == 400);  // read whole, no JSON
    CHECK(status_of(ask(daemon, get("/v1/status"))) == 200);
    daemon.stop();
    CHECK(daemon.fake.runs.empty());
}

TEST_CASE("a request may come in pieces, and its body in chunks") {
    tests::ServingDaemon daemon;
    const RawClient client(daemon.socket());
    for (const char c : post("/v1/run", R"({"policy":"weekly"})"))
        client.send(std::string(1, c));
    CHECK(status_of(client.receive()) == 200);
    CHECK(status_of(ask(daemon,
                        "POST /v1/run HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                        "8\r\n{\"policy\r\n8\r\n\":\"all\"}\r\n0\r\n\r\n")) == 200);
    daemon.stop();
    CHECK(daemon.fake.runs == std::vector<std::string>{"weekly", "all"});
}

TEST_CASE("clients that never finish their request are cut off, and do not keep others out") {
    tests::ServingDaemon daemon(500ms);
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 80; ++i) {  // more than the server serves at once
        slow.push_back(std::make_unique<RawClient>(daemon.socket()));
        slow.back()->send("GET /v1/sta");
    }
    CHECK(status_of(ask(daemon, get("/v1/status"))) == 200);
    for (const auto& client : slow)
        CHECK(client->receive() == "");
}

TEST_CASE("hundreds of connections that say nothing are given up one by one for those that ask") {
    tests::ServingDaemon daemon(60s);  // their deadline does not help
    std::vector<std::unique_ptr<RawClient>> silent;
    for (int i = 0; i < 300; ++i)
        silent.push_back(std::make_unique<RawClient>(daemon.socket()));
    CHECK(status_of(ask(daemon, get("/v1/status"))) == 200);
    CHECK(silent.front()->receive() == "");  // the oldest went first
    daemon.stop();
}

TEST_CASE("long histories that nobody takes keep nobody from short answers, and are made two at a time") {
    tests::ServingDaemon daemon(60s);
    const auto one = daemon.fake.entries.front();
    daemon.fake.entries.assign(600, one);  // more than the kernel takes for a client that does not read
    std::vector<std::unique_ptr<RawClient>> greedy;
    for (int i = 0; i < 20; ++i) {
        greedy.push_back(std::make_unique<RawClient>(daemon.socket()));
        greedy.back()->send(get("/v1/history?limit=100000"));
    }
    CHECK(status_of(ask(daemon, get("/v1/status"))) == 200);
    CHECK(json_of(ask(daemon, get("/v1/history?limit=1000")))["entries"].size() == 600);  // the fake has no limit
    CHECK(json_of(greedy[0]->receive())["entries"].size() == 600);
    CHECK(json_of(greedy[1]->receive())["entries"].size() == 600);
    CHECK(json_of(greedy[2]->receive())["entries"].size() == 600);  // its turn has come
    daemon.stop();
    CHECK(daemon.fake.queries.size() < 10);  // the others were never made
}

TEST_CASE("fifty clients at once are all answered") {
    tests::ServingDaemon daemon;
    std::array<int, 50> statuses{};
    std::vector<std::thread> clients;
    for (auto& status : statuses)
        clients.emplace_back([&] { status = status_of(ask(daemon, get("/v1/status"))); });
    for (auto& client : clients)
        client.join();
    for (const int status : statuses)
        CHECK(status == 200);
}

TEST_CASE("a client that leaves in the middle harms nobody") {
    tests::ServingDaemon daemon;
    for (int i = 0; i < 40; ++i) {
        const RawClient client(daemon.socket());
        client.send(i % 2 == 0 ? "GET /v1/" : get("/v1/history"));
    }
    CHECK(status_of(ask(daemon, get("/v1/status"))) == 200);
}

TEST_CASE("stopping ends idle clients and removes the socket") {
    tests::ServingDaemon daemon;
    const RawClient idle(daemon.socket());
    REQUIRE(idle.connected);
    CHECK(status_of(ask(daemon, get("/v1/status"))) == 200);
    daemon.stop();
    CHECK(idle.receive() == "");
    CHECK(!std::filesystem::exists(daemon.socket()));
}

TEST_CASE("stopping leaves a socket alone that another daemon has put there since") {
    tests::ServingDaemon daemon;
    std::filesystem::remove(daemon.socket());
    std::filesystem::create_directory(daemon.socket());
    daemon.stop();
    CHECK(std::filesystem::exists(daemon.socket()));
}

TEST_CASE("only root, the daemon's own user and the admin group change something") {
    struct Row {
        const char* name;
        adapters::Peer peer;
        unsigned status;
    };
    adapters::ChangeRights rights;
    rights.own_uid = 500;
    rights.admin_group = 27;
    const Row rows[] = {
        {"root", {0, {0}, "", 1}, 200},
        {"the daemon's own user", {500, {500}, "", 1}, 200},
        {"a member of the admin group", {1000, {1000, 27}, "", 1}, 200},
        {"anyone else", {1000, {1000}, "", 1}, 403},
        {"a group with root's number", {1000, {0}, "", 1}, 403},
        {"nobody knows whom", {static_cast<uid_t>(-1), {}, "", 1}, 403},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        tests::FakeDaemon fake;
        boost::asio::io_context time;
        const tests::ManualClock clock(time);
        const adapters::ControlAnswers answers(fake, fake, fake, clock, rights);
        const auto answer = [&](const char* method, const char* target, const char* body) {
            boost::asio::io_context context;
            return tests::run_to_end(context, answers.answer(adapters::ControlRequest(method, target, body, row.peer)));
        };
        CHECK(answer("POST", "/v1/run", R"({"policy":"a"})").status == row.status);
        CHECK(answer("POST", "/v1/reload", "").status == row.status);
        CHECK(answer("POST", "/v1/approve", R"({"policy":"a"})").status == row.status);
        const auto pause = R"({"all":true,"until":"2026-11-25T06:00:00Z","reason":"x"})";
        CHECK(answer("POST", "/v1/pause", pause).status == row.status);
        CHECK(answer("POST", "/v1/resume", R"({"policy":"a"})").status == row.status);
        CHECK(answer("GET", "/v1/status", "").status == 200);
        CHECK(fake.runs.size() == (row.status == 200 ? 1U : 0U));
        CHECK(fake.reloads == (row.status == 200 ? 1 : 0));
        REQUIRE(fake.pauses.size() == (row.status == 200 ? 1U : 0U));
        REQUIRE(fake.resumes.size() == (row.status == 200 ? 1U : 0U));
        REQUIRE(fake.approvals.size() == (row.status == 200 ? 1U : 0U));
        if (row.status != 200) continue;
        const auto who = row.peer.uid == 0 ? std::string("root") : "uid " + std::to_string(row.peer.uid);
        CHECK(fake.pauses[0].by == who);
        CHECK(fake.resumes[0].by == who);
        CHECK(fake.approvals[0].by == who);
    }
}
