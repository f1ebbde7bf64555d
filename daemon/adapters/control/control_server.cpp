#include "adapters/control/control_server.hpp"

#include "adapters/control/control_answer.hpp"
#include "adapters/control/http_listener.hpp"
#include "adapters/control/listening_socket.hpp"
#include "adapters/control/request_route.hpp"

#include <cstdint>
#include <unistd.h>
#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;

HttpListenerOptions listener_options(const ControlOptions& options) {
    HttpListenerOptions listener;
    listener.deadline = options.deadline;
    listener.connections = options.connections;
    listener.courtesy = options.courtesy;
    listener.heavy_at_once = options.ledger_reads;
    listener.long_answers = options.long_answers;
    listener.user_of = [](int descriptor) { return std::uint64_t{peer_of(descriptor).uid}; };
    listener.demand_of = [](const HttpRequest& request) {
        switch (demand_of(route_of(request.method, request.target, request.body))) {
            case Demand::little: return HttpDemand::little;
            case Demand::ledger: return HttpDemand::heavy;
            case Demand::long_answer: return HttpDemand::long_answer;
        }
        return HttpDemand::little;
    };
    return listener;
}

// What the log says of who changes something.
void introduce(Peer& peer) {
    peer.name = local_user(peer.uid);
    peer.origin = origin_of(peer.pid);
    if (peer.origin.login) peer.origin.login_name = local_user(*peer.origin.login);
}

class UnixControlServer final : public ControlServer {
public:
    UnixControlServer(asio::any_io_executor executor, ControlOptions options, const ports::StatusView& view,
                      ports::Operations& operations, ports::EventSink& events, const ports::Clock& clock)
        : options_(std::move(options)),
          answers_(view, operations, events, clock, ChangeRights{getuid(), options_.admin_group}),
          listener_(make_http_listener(std::move(executor), listener_options(options_),
                                       [this](HttpRequest request) { return answer(std::move(request)); })) {}

    core::Result<void> start() override {
        const auto socket = open_listening_socket(options_.socket);
        if (!socket) return socket.error();
        file_ = identity_of(options_.socket);
        listener_->start(*socket);
        return {};
    }

    asio::awaitable<void> stop() override {
        return listener_->stop([this] {
            // Another daemon may have the name by now.
            if (file_ != FileIdentity{} && identity_of(options_.socket) == file_) unlink(options_.socket.c_str());
        });
    }

private:
    asio::awaitable<HttpReply> answer(HttpRequest request) const {
        Peer peer = peer_of(request.descriptor);
        if (request.method == "POST") introduce(peer);
        ControlRequest asked(std::move(request.method), std::move(request.target), std::move(request.body),
                             std::move(peer));
        HttpReply reply = co_await answers_.answer(std::move(asked));
        co_return reply;
    }

    const ControlOptions options_;
    const ControlAnswers answers_;
    FileIdentity file_;  // the socket's, once it is open
    std::unique_ptr<HttpListener> listener_;
};

}  // namespace

std::unique_ptr<ControlServer> make_control_server(asio::any_io_executor executor, ControlOptions options,
                                                   const ports::StatusView& view, ports::Operations& operations,
                                                   ports::EventSink& events, const ports::Clock& clock) {
    return std::make_unique<UnixControlServer>(std::move(executor), std::move(options), view, operations, events,
                                               clock);
}

}  // namespace ecdsnap::adapters
