// At which step a connection was not made, by the words of adapters/https.
#pragma once

#include <cstdint>
#include <string_view>

namespace ecdsnap::cli {

enum class ConnectionStep : std::uint8_t {
    dns,    // the name look-up
    tcp,    // the way to the address
    tls,    // the handshake, or the server's certificate
    proxy,  // the proxy in between
    http,   // connected, and no answer, or none that is HTTP
};

const char* text(ConnectionStep step);
ConnectionStep failed_step(std::string_view message);
const char* remedy_of(ConnectionStep step);

}  // namespace ecdsnap::cli
