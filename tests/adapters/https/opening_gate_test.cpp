#include "adapters/https/opening_gate.hpp"

#include "adapters/https/transport_fixture.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <doctest/doctest.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <string>
#include <vector>

using namespace ecdsnap;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;
using adapters::Opening;
using adapters::OpeningGate;

namespace {

core::Error broken(const std::string& message = "broken") {
    core::Error error;
    error.message = message;
    return error;
}

// Enters and keeps what came of it.
struct Comer {
    Comer(boost::asio::io_context& context, const std::shared_ptr<OpeningGate>& gate, core::Millis wait = 10s) {
        boost::asio::co_spawn(context, come(*this, gate, wait), [](std::exception_ptr failure) {
            if (failure) std::rethrow_exception(failure);
        });
    }
    static boost::asio::awaitable<void> come(Comer& comer, std::shared_ptr<OpeningGate> gate, core::Millis wait) {
        core::Result<Opening> given = co_await OpeningGate::enter(std::move(gate), wait);
        if (given)
            comer.opening.emplace(std::move(*given));
        else
            comer.error = given.error();
    }
    std::optional<Opening> opening;
    std::optional<core::Error> error;
};

struct GateFixture {
    boost::asio::io_context context;
    OpeningGate::Rules rules{4, 20ms, 100ms, 3};
    std::shared_ptr<OpeningGate> gate = std::make_shared<OpeningGate>(context.get_executor(), rules);
    std::vector<std::unique_ptr<Comer>> comers;

    void come(std::size_t count, core::Millis wait = 10s) {
        for (std::size_t i = 0; i < count; ++i)
            comers.push_back(std::make_unique<Comer>(context, gate, wait));
        settle();
    }
    void settle() {
        context.restart();
        context.poll();
    }
    void wait(core::Millis time) {
        boost::asio::steady_timer timer(context, time);
        bool passed = false;
        timer.async_wait([&](const boost::system::error_code&) { passed = true; });
        context.restart();
        while (!passed)
            context.run_one();
        settle();
    }
    std::size_t open_now() const {
        return static_cast<std::size_t>(
            std::count_if(comers.begin(), comers.end(), [](const auto& each) { return each->opening.has_value(); }));
    }
    std::size_t told() const {
        return static_cast<std::size_t>(
            std::count_if(comers.begin(), comers.end(), [](const auto& each) { return each->error.has_value(); }));
    }
};

// Accepts and closes at once: a handshake never succeeds.
struct SlammingServer {
    explicit SlammingServer(boost::asio::io_context& context)
        : acceptor(context, {boost::asio::ip::address_v4::loopback(), 0}) {
        accept();
    }
    void accept() {
        acceptor.async_accept([this](const boost::system::error_code& error, boost::asio::ip::tcp::socket socket) {
            if (error) return;
            ++accepted;
            socket.close();
            accept();
        });
    }
    boost::asio::ip::tcp::acceptor acceptor;
    std::size_t accepted = 0;
};

}  // namespace

TEST_CASE("a few are opened at a time, in order, and the next when one has ended") {
    GateFixture at;
    at.come(10);
    CHECK(at.open_now() == 4);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(at.comers[i]->opening.has_value());
    at.comers[1]->opening->succeed();
    at.comers[1]->opening.reset();
    at.settle();
    CHECK(at.open_now() == 4);
    CHECK(at.comers[4]->opening.has_value());
    at.comers[0]->opening.reset();  // given up: says nothing of the endpoint
    at.settle();
    CHECK(at.comers[5]->opening.has_value());
    CHECK(at.told() == 0);
}

TEST_CASE("after a failure all wait, then one tries; a success lets the others in") {
    GateFixture at;
    at.come(10);
    for (std::size_t i = 0; i < 4; ++i) {
        at.comers[i]->opening->fail(broken());
        at.comers[i]->opening.reset();
    }
    at.settle();
    CHECK(at.open_now() == 0);
    at.wait(25ms);  // four that failed together are one failure
    CHECK(at.open_now() == 1);
    at.comers[4]->opening->succeed();
    at.settle();
    CHECK(at.open_now() == 4);
    CHECK(at.told() == 0);
}

TEST_CASE("after three failures in a row nobody waits; who comes in the pause is told the last one") {
    GateFixture at;
    at.come(10);
    for (std::size_t i = 0; i < 3; ++i) {
        const auto one =
            std::find_if(at.comers.begin(), at.comers.end(), [](const auto& c) { return c->opening.has_value(); });
        REQUIRE(one != at.comers.end());
        (*one)->opening->fail(broken("failure " + std::to_string(i)));
        for (const auto& comer : at.comers)
            comer->opening.reset();
        at.settle();
        if (i < 2) at.wait(50ms);
    }
    const std::size_t told = at.told();
    CHECK(told > 0);
    at.come(5);
    CHECK(at.told() == told + 5);
    CHECK(at.comers.back()->error->message == "failure 2");
    CHECK(at.comers.back()->error->retry_after == core::Millis(80));
    at.wait(85ms);
    at.come(3);
    CHECK(at.open_now() == 1);  // one tries
    at.comers[15]->opening->succeed();
    at.settle();
    CHECK(at.open_now() == 3);
}

TEST_CASE("a wait for a turn has its end; closing ends all") {
    GateFixture at;
    at.come(4);
    at.come(1, 10ms);
    at.wait(15ms);
    REQUIRE(at.told() == 1);
    CHECK(at.comers[4]->error->message == "no connection could be opened in 0.01 s: 4 are being opened already");
    at.come(2);
    at.gate->close();
    at.settle();
    CHECK(at.told() == 3);
    CHECK(at.comers[6]->error->kind == core::ErrorClass::local);
    at.come(1);
    CHECK(at.told() == 4);
}

TEST_CASE("a hundred sends to an endpoint that is broken make a handful of connections, not a hundred") {
    TransportFixture at;
    SlammingServer server(at.context);
    at.settings.connections = 32;
    const auto transport =
        at.connect_to("https://127.0.0.1:" + std::to_string(server.acceptor.local_endpoint().port()));
    std::size_t ended = 0;
    for (int i = 0; i < 100; ++i) {
        boost::asio::co_spawn(at.context, transport->send(TransportFixture::request()),
                              [&](std::exception_ptr, const core::Result<ports::HttpAnswer>& answer) {
                                  CHECK_FALSE(answer.has_value());
                                  CHECK(answer.error().effect == core::Effect::none);
                                  ++ended;
                              });
    }
    at.context.restart();
    while (ended < 100)
        at.context.run_one();
    CHECK(server.accepted <= 6);  // four at once, then one after each of two pauses
}
