// A proxy on loopback that makes tunnels to a port of this machine, whatever name it is asked for, or refuses as a test
// tells it.
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

class TunnelProxy {
public:
    // The whole answer to a CONNECT, given its header; one with status 200 makes the tunnel, an empty one closes.
    using Script = std::function<std::string(const std::string& asked)>;

    struct Tls {
        ServerKey key;
        std::string client_ca;  // a file: clients must show a certificate of it; empty: none is asked for
    };

    TunnelProxy(boost::asio::io_context& context, std::uint16_t target_port, Script script = nullptr,
                const std::optional<Tls>& tls = std::nullopt);
    ~TunnelProxy();

    std::uint16_t port() const;
    const std::vector<std::string>& asked() const;  // the headers of the CONNECTs
    std::size_t bytes_through() const;              // of tunnels, from clients

    struct State;

private:
    std::shared_ptr<State> state_;
};

inline const std::string tunnel_made = "HTTP/1.1 200 Connection established\r\n\r\n";

}  // namespace ecdsnap::tests
