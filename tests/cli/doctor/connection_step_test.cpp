#include "cli/doctor/connection_step.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::cli;

TEST_CASE("the words of a failed connection say at which step it failed") {
    const std::pair<const char*, ConnectionStep> rows[] = {
        {"the name 'x.invalid' cannot be looked up: Host not found (authoritative); check the endpoint and this "
         "machine's DNS",
         ConnectionStep::dns},
        {"looking up the name x.example timed out after 5 s", ConnectionStep::dns},
        {"the name 'localhost' has no loopback address", ConnectionStep::dns},
        {"connecting to 127.0.0.1:1 failed: Connection refused", ConnectionStep::tcp},
        {"connecting to 10.0.0.1:443 timed out after 5 s", ConnectionStep::tcp},
        {"the TLS handshake with x:443 failed: the server closed the connection", ConnectionStep::tls},
        {"https://x: the server's certificate for 'y' was refused: self-signed certificate; …", ConnectionStep::tls},
        {"the proxy 10.0.0.2:3128 does not accept the user and password (HTTP 407)", ConnectionStep::proxy},
        {"the name 'ecd.vpc-proxy.aliyuncs.com' cannot be looked up: Host not found", ConnectionStep::dns},
        {"the TLS handshake failed: what answers there does not speak TLS; a proxy, a captive portal",
         ConnectionStep::tls},
        {"the first byte of the answer timed out after 30 s", ConnectionStep::http},
    };
    for (const auto& row : rows) {
        CAPTURE(row.first);
        CHECK(text(failed_step(row.first)) == text(row.second));
    }
}
