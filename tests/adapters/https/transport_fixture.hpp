// What the tests of the transport share: an event loop, a clock that a test moves, and short deadlines.
#pragma once

#include "adapters/https/https_transport.hpp"
#include "adapters/https/scripted_server.hpp"
#include "adapters/run_to_end.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>

namespace ecdsnap::tests {

class SteppedClock final : public ports::Clock {
public:
    core::WallTime wall_now() const override { return {}; }
    core::SteadyTime steady_now() const override { return now; }
    std::unique_ptr<ports::Alarm> make_alarm() override { throw std::logic_error("nobody waits on this clock"); }
    core::SteadyTime now{std::chrono::hours{1}};
};

struct TransportFixture {
    boost::asio::io_context context;
    SteppedClock clock;
    adapters::HttpsSettings settings;

    std::unique_ptr<adapters::HttpsTransport> connect_to(const std::string& endpoint) {
        settings.endpoint = endpoint;
        return adapters::make_https_transport(context.get_executor(), clock, settings).value();
    }
    std::unique_ptr<adapters::HttpsTransport> connect_to(const ScriptedServer& server) {
        return connect_to("http://127.0.0.1:" + std::to_string(server.port()));
    }

    static ports::HttpRequest request(const std::string& target = "/?A=1") {
        ports::HttpRequest made;
        made.method = "POST";
        made.target = target;
        return made;
    }
    core::Result<ports::HttpAnswer> send(adapters::HttpsTransport& transport, ports::HttpRequest made = request()) {
        return run_to_end(context, transport.send(std::move(made)));
    }
    void warm(adapters::HttpsTransport& transport, std::size_t connections) {
        run_to_end(context, warmed(transport, connections));
    }
    static boost::asio::awaitable<int> warmed(adapters::HttpsTransport& transport, std::size_t connections) {
        co_await transport.warm(connections);
        co_return 0;
    }
    // The error of a send that fails.
    core::Error fail(adapters::HttpsTransport& transport) {
        const core::Result<ports::HttpAnswer> answer = send(transport);
        if (answer) throw std::logic_error("the send should have failed");
        return answer.error();
    }
};

}  // namespace ecdsnap::tests
