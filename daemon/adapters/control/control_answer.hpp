// Answers one request from the views and operations it is given; knows who may change something, and has each command
// that changes something told.
#pragma once

#include "adapters/control/http_message.hpp"
#include "adapters/control/peer_origin.hpp"
#include "adapters/control/request_route.hpp"
#include "ports/clock.hpp"
#include "ports/event_sink.hpp"
#include "ports/operations.hpp"
#include "ports/status_view.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ecdsnap::adapters {

// Who is at the other end of the socket, as the kernel says.
struct Peer {
    uid_t uid = 0;
    std::vector<gid_t> groups;  // primary and supplementary
    std::string name;           // the local user's; "" for others: asking for those may ask a network
    pid_t pid = 0;
    PeerOrigin origin{};  // empty for who only looks
};

// Who may change something, beside root.
struct ChangeRights {
    uid_t own_uid = 0;                 // the daemon's
    std::optional<gid_t> admin_group;  // its members may too
};

struct ControlRequest {
    std::string method;
    std::string target;
    std::string body;
    Peer peer;

    ControlRequest(std::string method_, std::string target_, std::string body_, Peer peer_)
        : method(std::move(method_)), target(std::move(target_)), body(std::move(body_)), peer(std::move(peer_)) {}
};

struct ControlReply : HttpReply {  // its body is JSON
    std::string refused;           // why, for people; empty: it was done
};

// {"error": {"code": "not_found", "message": "…"}}
ControlReply refusal_reply(unsigned status, const std::string& code, const std::string& message);

class RefusalQuota;

class ControlAnswers {
public:
    ControlAnswers(const ports::StatusView& view, ports::Operations& operations, ports::EventSink& events,
                   const ports::Clock& clock, ChangeRights rights);
    ~ControlAnswers();

    // Ends when the daemon has answered; never throws for what the request or the daemon's state brings about.
    boost::asio::awaitable<ControlReply> answer(ControlRequest request) const;

private:
    boost::asio::awaitable<ControlReply> change(Route route, Peer peer) const;
    boost::asio::awaitable<ControlReply> history(ports::HistoryQuery query) const;
    boost::asio::awaitable<ControlReply> slot(std::int64_t id) const;
    boost::asio::awaitable<ControlReply> run(std::string policy) const;
    boost::asio::awaitable<ControlReply> pause(core::Pause wanted, Peer peer) const;
    boost::asio::awaitable<ControlReply> resume(core::PauseKey key, Peer peer) const;
    boost::asio::awaitable<ControlReply> approve(std::string policy, std::optional<std::uint32_t> up_to,
                                                 Peer peer) const;
    boost::asio::awaitable<ControlReply> reload(ports::ReloadForce force, Peer peer) const;
    bool may_change(const Peer& peer) const;
    void tell(const Route& route, const Peer& peer, const ControlReply& reply) const;

    const ports::StatusView& view_;
    ports::Operations& operations_;
    ports::EventSink& events_;
    const ports::Clock& clock_;
    const std::unique_ptr<RefusalQuota> refusals_;
    const ChangeRights rights_;
};

}  // namespace ecdsnap::adapters
