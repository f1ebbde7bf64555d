// Serves HTTP/1.1 with keep-alive on loopback, with or without TLS, on the one thread that calls run(). The network and
// its clocks end here: a handler gets a whole request and gives a reply, which is sent - or spoilt - as it says.
#pragma once

#include "emulator/request/message.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace ecdsnap::emulator {

struct ListenAddress {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  // 0: the system chooses
};

struct TlsIdentity {
    std::string certificate_chain_pem;
    std::string key_pem;
};

using RequestHandler = std::function<Reply(const Request&)>;

class HttpServer {
public:
    HttpServer();
    ~HttpServer();

    /// Opens the port and returns its number. With an identity the port speaks TLS only. Throws when it cannot.
    std::uint16_t listen(const ListenAddress& address, const std::optional<TlsIdentity>& identity,
                         RequestHandler handler);

    /// Serves until stop(), or until SIGINT or SIGTERM comes.
    void run();
    void stop();  // from any thread

private:
    struct Loop;
    std::unique_ptr<Loop> loop_;
};

}  // namespace ecdsnap::emulator
