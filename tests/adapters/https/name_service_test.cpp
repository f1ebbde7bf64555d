#include "adapters/https/name_service.hpp"

#include "adapters/https/connect_race.hpp"
#include "adapters/https/name_lookup.hpp"
#include "adapters/https/transport_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <vector>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using adapters::NameService;
using Tcp = boost::asio::ip::tcp;

namespace {

// A resolver that a test tells its answers, or to hang. Shared with the threads, which may outlive the test.
struct FakeResolver {
    std::mutex mutex;
    std::condition_variable released;
    bool hangs = false;
    int asked = 0;
    int asked_now = 0;
    int most_at_once = 0;
    NameService::Addresses answer = std::vector<boost::asio::ip::address>{};

    NameService::Addresses ask() {
        std::unique_lock lock(mutex);
        ++asked;
        most_at_once = std::max(most_at_once, ++asked_now);
        released.wait(lock, [this] { return !hangs; });
        --asked_now;
        return answer;
    }
    void let_go() {
        const std::lock_guard lock(mutex);
        hangs = false;
        released.notify_all();
    }
    int times_asked() {
        const std::lock_guard lock(mutex);
        return asked;
    }
};

struct NameFixture : TransportFixture {
    NameFixture() { use(4); }
    ~NameFixture() { resolver->let_go(); }
    void use(std::size_t threads) {
        names = std::make_shared<NameService>(
            context.get_executor(), [given = resolver](const std::string&) { return given->ask(); }, threads);
        settings.path.names = names;
    }
    void answer_with(const std::string& address) {
        resolver->answer = std::vector{boost::asio::ip::make_address(address)};
    }
    std::shared_ptr<FakeResolver> resolver = std::make_shared<FakeResolver>();
    std::shared_ptr<NameService> names;
};

Reply answer_and_close(const SeenRequest&) {
    return {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", Reply::Then::close};
}

// Listens, but its queue is full: a further connect is neither answered nor refused.
struct SilentPort {
    explicit SilentPort(boost::asio::io_context& context) : acceptor(context) {
        const Tcp::endpoint anywhere(boost::asio::ip::address_v4::loopback(), 0);
        acceptor.open(Tcp::v4());
        acceptor.bind(anywhere);
        acceptor.listen(0);
        for (int i = 0; i < 2; ++i) {
            fillers.emplace_back(context, Tcp::v4());
            fillers.back().native_non_blocking(true);
            // Not Asio's connect, which waits for minutes also on such a socket.
            const Tcp::endpoint full = acceptor.local_endpoint();
            const int begun =
                ::connect(fillers.back().native_handle(), full.data(), static_cast<socklen_t>(full.size()));
            REQUIRE((begun == 0 || errno == EINPROGRESS));
        }
    }
    Tcp::endpoint address() const { return acceptor.local_endpoint(); }
    Tcp::acceptor acceptor;
    std::vector<Tcp::socket> fillers;
};

std::size_t open_files() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

Tcp::endpoint at_port(std::uint16_t port) {
    return {boost::asio::ip::address_v4::loopback(), port};
}

std::optional<Tcp::socket> race(TransportFixture& at, const std::vector<Tcp::endpoint>& addresses) {
    const auto racing = std::make_shared<adapters::ConnectRace>(at.context.get_executor(), addresses);
    return run_to_end(at.context, racing->run());
}

}  // namespace

TEST_CASE("a name is looked up anew for each connection, so that a changed address is found") {
    NameFixture at;
    const ScriptedServer server(at.context, answer_and_close);  // listens on 127.0.0.1 only
    const std::string port = std::to_string(server.port());
    const auto transport = at.connect_to("http://localhost:" + port);
    at.answer_with("127.0.0.1");
    CHECK(at.send(*transport).has_value());
    at.answer_with("127.0.0.2");
    CHECK(at.fail(*transport).message == "connecting to 127.0.0.2:" + port + " failed: Connection refused");
    at.answer_with("127.0.0.1");
    CHECK(at.send(*transport).has_value());
    CHECK(at.resolver->times_asked() == 3);
}

TEST_CASE("plain http goes to no address beyond loopback, whatever the name's addresses become") {
    NameFixture at;
    const auto transport = at.connect_to("http://localhost:1");
    at.answer_with("8.8.8.8");
    CHECK(at.fail(*transport).message == "the name 'localhost' has no loopback address");
}

TEST_CASE("who asks for a name that is being looked up shares the answer; a DNS that hangs costs one thread") {
    NameFixture at;
    at.settings.opening.at_once = 50;
    at.settings.connections = 50;
    at.settings.deadlines.connect = 30ms;
    at.resolver->hangs = true;
    const auto transport = at.connect_to("https://ecd.example");
    int ended = 0;
    const auto send_all = [&] {
        ended = 0;
        for (int i = 0; i < 50; ++i)
            boost::asio::co_spawn(
                at.context, transport->send(TransportFixture::request()),
                [&](std::exception_ptr, const core::Result<ports::HttpAnswer>& answer) {
                    CHECK(answer.error().message == "looking up the name ecd.example timed out after 0.03 s");
                    CHECK(answer.error().effect == core::Effect::none);
                    ++ended;
                });
        at.context.restart();
        while (ended < 50)
            at.context.run_one();
    };
    send_all();
    send_all();
    CHECK(at.resolver->times_asked() == 1);
}

TEST_CASE("several names that hang take no more threads than there may be, and are all answered in the end") {
    NameFixture at;
    at.use(2);
    at.resolver->hangs = true;
    at.answer_with("127.0.0.1");
    std::vector<std::shared_ptr<adapters::NameLookup>> lookups;
    int answered = 0;
    for (int i = 0; i < 6; ++i) {
        const auto lookup = std::make_shared<adapters::NameLookup>(at.context.get_executor(), at.names);
        lookups.push_back(lookup);
        const auto hop = std::make_shared<adapters::Hop>();
        hop->host = "name" + std::to_string(i);
        hop->port = 1;
        auto on_end = [&, hop](std::exception_ptr, const core::Result<std::vector<Tcp::endpoint>>& found) {
            CHECK(found->size() == 1);
            ++answered;
        };
        boost::asio::co_spawn(at.context, lookup->run(*hop), std::move(on_end));
    }
    at.context.poll();
    at.resolver->let_go();
    at.context.restart();
    while (answered < 6)
        at.context.run_one();
    CHECK(at.resolver->most_at_once <= 2);
}

TEST_CASE("a service that goes while a look-up hangs is not waited for") {
    NameFixture at;
    at.resolver->hangs = true;
    const auto lookup = std::make_shared<adapters::NameLookup>(at.context.get_executor(), at.names);
    at.names->look_up("hangs", lookup);
    at.settings.path.names.reset();
    at.names.reset();
}

TEST_CASE("what the system says of a name comes back, and a failure in words") {
    const auto found = adapters::ask_system("localhost");
    REQUIRE(found.has_value());
    CHECK(std::any_of(found->begin(), found->end(), [](const auto& each) { return each.is_loopback(); }));
    const auto error = adapters::ask_system("no-such-name.invalid").error();
    CHECK(error.message.starts_with("the name 'no-such-name.invalid' cannot be looked up"));
    CHECK(error.effect == core::Effect::none);
}

TEST_CASE("the families of addresses take turns") {
    const auto order = [](const std::vector<std::string>& addresses) {
        std::vector<Tcp::endpoint> given;
        for (const auto& address : addresses)
            given.emplace_back(boost::asio::ip::make_address(address), static_cast<std::uint16_t>(1));
        std::vector<std::string> shown;
        for (const auto& each : adapters::interleaved(given))
            shown.push_back(each.address().to_string());
        return shown;
    };
    using Texts = std::vector<std::string>;
    CHECK(order({"::1", "::2", "::3", "1.1.1.1", "2.2.2.2"}) == Texts{"::1", "1.1.1.1", "::2", "2.2.2.2", "::3"});
    CHECK(order({"1.1.1.1", "2.2.2.2", "::1"}) == Texts{"1.1.1.1", "::1", "2.2.2.2"});
    CHECK(order({"1.1.1.1"}) == Texts{"1.1.1.1"});
}

TEST_CASE("an address that does not answer is overtaken by the next one after a quarter of a second") {
    TransportFixture at;
    const SilentPort silent(at.context);
    const ScriptedServer server(at.context, answer_and_close);
    const std::size_t before = open_files();
    const auto started = std::chrono::steady_clock::now();
    {
        const auto won = race(at, {silent.address(), at_port(server.port())});
        REQUIRE(won.has_value());
        CHECK(won->remote_endpoint().port() == server.port());
        CHECK(std::chrono::steady_clock::now() - started >= adapters::ConnectRace::head_start);
        at.context.restart();
        at.context.poll();
        CHECK(open_files() <= before + 2);  // the winner's two ends: the loser is closed
    }
}

TEST_CASE("an address that refuses is followed by the next one at once") {
    TransportFixture at;
    const ScriptedServer server(at.context, answer_and_close);
    const auto started = std::chrono::steady_clock::now();
    const auto won = race(at, {at_port(unused_port(at.context)), at_port(server.port())});
    REQUIRE(won.has_value());
    CHECK(std::chrono::steady_clock::now() - started < adapters::ConnectRace::head_start);
}

TEST_CASE("when no address answers, the error says what became of each") {
    NameFixture at;
    const std::string port = std::to_string(unused_port(at.context));
    at.resolver->answer =
        std::vector{boost::asio::ip::make_address("127.0.0.1"), boost::asio::ip::make_address("127.0.0.2")};
    const auto transport = at.connect_to("http://localhost:" + port);
    CHECK(at.fail(*transport).message == "connecting to localhost failed: 127.0.0.1:" + port +
                                             ": Connection refused; 127.0.0.2:" + port + ": Connection refused");
    const SilentPort silent(at.context);
    at.settings.deadlines.connect = 50ms;
    const std::string mute = std::to_string(silent.address().port());
    at.answer_with("127.0.0.1");
    CHECK(at.fail(*at.connect_to("http://localhost:" + mute)).message ==
          "connecting to 127.0.0.1:" + mute + " timed out after 0.05 s");
}
