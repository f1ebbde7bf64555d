#include "cli/doctor/connection_step.hpp"

#include <array>
#include <utility>

namespace ecdsnap::cli {

const char* text(ConnectionStep step) {
    switch (step) {
        case ConnectionStep::dns: return "dns";
        case ConnectionStep::tcp: return "tcp";
        case ConnectionStep::tls: return "tls";
        case ConnectionStep::proxy: return "proxy";
        case ConnectionStep::http: return "http";
    }
    return "?";
}

// A message names one step; a proxy's step stands in front of what happens behind it.
ConnectionStep failed_step(std::string_view message) {
    using enum ConnectionStep;
    constexpr std::array<std::pair<std::string_view, ConnectionStep>, 10> words{{
        {"the proxy", proxy},
        {"cannot be looked up", dns},
        {"looking up the name", dns},
        {"has no address", dns},
        {"has no loopback address", dns},
        {"certificate", tls},
        {"TLS handshake", tls},
        {"connecting to", tcp},
        {"could be opened", tcp},
        {"being opened", tcp},
    }};
    for (const auto& [part, step] : words)
        if (message.find(part) != std::string_view::npos) return step;
    return http;
}

const char* remedy_of(ConnectionStep step) {
    switch (step) {
        case ConnectionStep::dns:
            return "correct `endpoint` or the region, or this machine's DNS (`resolvectl query HOST`)";
        case ConnectionStep::tcp:
            return "let this machine out to that address and port: firewall, security group, proxy";
        case ConnectionStep::tls:
            return "the words say what is wrong with the certificate; a company's own authority goes into `ca_file`";
        case ConnectionStep::proxy:
            return "correct the proxy's address or password, or have it let this endpoint through";
        case ConnectionStep::http: return "something answers there that is not the service, or cuts answers off";
    }
    return "";
}

}  // namespace ecdsnap::cli
