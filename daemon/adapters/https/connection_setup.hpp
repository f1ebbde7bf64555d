// What all connections to one endpoint share: the way there, whom it trusts, how long each step may take.
#pragma once

#include "adapters/https/answer_parser.hpp"
#include "adapters/https/connect_answer.hpp"
#include "adapters/https/endpoint_url.hpp"
#include "adapters/https/https_deadlines.hpp"
#include "adapters/https/name_lookup.hpp"
#include "adapters/https/network_path.hpp"
#include "adapters/https/tls_context.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"
#include "ports/clock.hpp"

#include <memory>
#include <optional>
#include <string>

namespace ecdsnap::adapters {

// Through a proxy, which CONNECT asks for a connection to the endpoint.
struct Tunnel {
    std::string proxy;                // "http://proxy.example:3128", as messages show it
    std::shared_ptr<TlsContext> tls;  // of the way to the proxy; null: plain
    ProxyUser user = ProxyUser::none;
    core::Secret authorization;  // the value of Proxy-Authorization; empty: none
};

struct ConnectionSetup {
    EndpointUrl url;
    Hop first_hop;                    // the endpoint, or the proxy
    std::optional<Tunnel> tunnel;     // nullopt: straight to the endpoint
    std::shared_ptr<TlsContext> tls;  // with the endpoint; null: plain HTTP
    std::shared_ptr<NameService> names;
    const ports::Clock& clock;
    HttpsDeadlines deadlines;
    AnswerParser::Limits limits;
};

// `proxy`: null for none. Error: a file of certificates or keys cannot be used.
core::Result<std::shared_ptr<const ConnectionSetup>> make_connection_setup(
    EndpointUrl url, const NetworkPath& path, const Proxy* proxy, std::shared_ptr<NameService> names,
    const ports::Clock& clock, const HttpsDeadlines& deadlines, AnswerParser::Limits limits);

}  // namespace ecdsnap::adapters
