// The control socket: HTTP and JSON over a Unix socket, for `ecdsnap` and for scripts (`curl --unix-socket`).
// GET /v1/status, /v1/history, /v1/slots/ID for everyone who may open the socket; POST /v1/run, /v1/pause, /v1/resume,
// /v1/approve, /v1/reload for root, the daemon's own user and the admin group. One request per connection.
#pragma once

#include "core/result.hpp"
#include "core/time.hpp"
#include "ports/clock.hpp"
#include "ports/event_sink.hpp"
#include "ports/operations.hpp"
#include "ports/status_view.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <sys/types.h>

namespace ecdsnap::adapters {

struct ControlOptions {
    std::filesystem::path socket;
    std::optional<gid_t> admin_group;                 // besides root and the daemon's own user
    core::Millis deadline{std::chrono::seconds{10}};  // to send a request; to take an answer; for stop()
    std::size_t connections = 64;                     // more wait in the socket's queue
    core::Millis courtesy{250};    // when more wait: who has not sent or taken all by then may be given up for them
    std::size_t ledger_reads = 2;  // at once; the engine's own wait behind no more than these
    std::size_t long_answers = 2;  // that are made and sent at once; each may be tens of megabytes
};

class ControlServer {
public:
    virtual ~ControlServer() = default;

    // Opens the socket and serves. Once.
    virtual core::Result<void> start() = 0;

    // Accepts nothing more, ends those who are still sending a request, lets answers that are on their way end (within
    // the deadline), removes the socket. Await it before the server, the view or the operations go.
    virtual boost::asio::awaitable<void> stop() = 0;
};

// What commands change is told to `events`, with who asked for it.
std::unique_ptr<ControlServer> make_control_server(boost::asio::any_io_executor executor, ControlOptions options,
                                                   const ports::StatusView& view, ports::Operations& operations,
                                                   ports::EventSink& events, const ports::Clock& clock);

}  // namespace ecdsnap::adapters
