// A server on loopback that answers each request with the bytes a test tells it, whether they are HTTP or not.
#pragma once

#include "adapters/https/test_certificates.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::tests {

struct Reply {
    std::string bytes;
    enum class Then : std::uint8_t {
        keep,
        close,
        hold
    } then = Then::keep;  // hold: nothing more, the socket stays open
};

std::string http_ok(const std::string& body);  // a whole answer with status 200

struct SeenRequest {
    std::string text;              // head and body
    std::size_t connection = 0;    // which one, from 1
    std::size_t nth = 0;           // on this connection, from 1
    bool resumed_session = false;  // TLS
    int tls_version = 0;
};

// A script: every request is answered with "hello", and the connection is kept.
inline Reply answer_hello(const SeenRequest&) {
    return {http_ok("hello"), Reply::Then::keep};
}

class ScriptedServer {
public:
    using Script = std::function<Reply(const SeenRequest&)>;

    // Plain, or TLS when a key is given. `script` is asked once for each request.
    ScriptedServer(boost::asio::io_context& context, Script script, const std::optional<ServerKey>& key = std::nullopt);
    ~ScriptedServer();

    std::uint16_t port() const;
    std::size_t accepted() const;   // connections so far
    std::size_t open_now() const;   // connections
    std::size_t most_open() const;  // at one time
    const std::vector<SeenRequest>& requests() const;
    std::size_t plain_bytes() const;  // of requests, whole or not, after decryption
    void close_all();                 // every connection, in good order

    struct State;

private:
    std::shared_ptr<State> state_;
};

// A port on loopback where nobody listens.
std::uint16_t unused_port(boost::asio::io_context& context);

}  // namespace ecdsnap::tests
