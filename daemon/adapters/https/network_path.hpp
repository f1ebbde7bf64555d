// How one account's connections leave this machine: whom they trust, through which proxy they go, where names are
// looked up.
#pragma once

#include "adapters/https/endpoint_url.hpp"
#include "adapters/https/name_service.hpp"
#include "adapters/https/no_proxy.hpp"
#include "adapters/https/tls_trust.hpp"
#include "core/environment.hpp"
#include "core/network/proxy_url.hpp"
#include "core/network_settings.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

#include <memory>
#include <optional>
#include <string>

namespace ecdsnap::adapters {

struct Proxy {
    core::ProxyAddress address;
    std::string user;  // empty: none
    core::Secret password;
    TlsTrust trust;  // of the proxy itself, where the way to it is TLS
};

struct NetworkPath {
    TlsTrust trust;                      // of who is talked to
    std::optional<Proxy> proxy;          // for all but the hosts below
    bool is_named = false;               // the account names the proxy: it is asked for everything an endpoint is
    NoProxy exceptions;                  // of a proxy that the environment names
    std::shared_ptr<NameService> names;  // null: one of the connections' own
};

// The proxy of the account, or else of the environment: HTTPS_PROXY or ALL_PROXY (in either case, upper case first),
// less NO_PROXY. HTTP_PROXY is not read: plain http goes to private addresses only, where no proxy is wanted. Error: a
// proxy's address in the environment that is none; it names the variable, not its value. `password` is the account's.
core::Result<NetworkPath> network_path(const core::NetworkSettings& settings, const core::Environment& environment,
                                       core::Secret password);

// The proxy for an endpoint; null: none. One that the environment names is asked for neither loopback nor plain http.
const Proxy* proxy_for_endpoint(const NetworkPath& path, const EndpointUrl& url);

// The proxy for a web request: never for loopback and plain http, which go to this machine or its own network.
const Proxy* proxy_for_web(const NetworkPath& path, const EndpointUrl& url);

}  // namespace ecdsnap::adapters
