#include "adapters/https/network_path.hpp"

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace ecdsnap::adapters {
namespace {

core::Error refused(std::string_view variable, const core::TextError& why) {
    core::Error error;
    error.kind = core::ErrorClass::local;
    error.message = fmt::format("{} names no proxy that can be used: {}{}; change it, or give the account proxy: none",
                                variable, why.problem, why.allowed.empty() ? "" : " (allowed: " + why.allowed + ")");
    return error;
}

TlsTrust trust_of(const core::NetworkSettings& settings) {
    TlsTrust trust;
    trust.ca_file = settings.ca_file;
    trust.ca_path = settings.ca_path;
    return trust;
}

Proxy named_proxy(const core::NetworkSettings& settings, core::Secret password) {
    Proxy proxy;
    proxy.address = settings.proxy.address;
    proxy.user = settings.proxy.user;
    proxy.password = std::move(password);
    if (settings.proxy.ca_file.empty())
        proxy.trust = trust_of(settings);
    else
        proxy.trust.ca_file = settings.proxy.ca_file;
    proxy.trust.client_certificate = settings.proxy.client_certificate;
    proxy.trust.client_key = settings.proxy.client_key;
    return proxy;
}

// ALL_PROXY is for protocols of every kind, and often names a SOCKS proxy, which carries no CONNECT.
bool is_for_others(std::string_view variable, std::string_view value) {
    return (variable == "ALL_PROXY" || variable == "all_proxy") && value.starts_with("socks");
}

core::Result<void> read_environment(const core::Environment& environment, NetworkPath& path) {
    constexpr std::array<std::string_view, 4> variables{"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"};
    for (const std::string_view variable : variables) {
        const auto value = environment.get(variable);
        if (value.empty() || is_for_others(variable, value)) continue;
        auto url = core::parse_proxy_url(value);
        if (!url) return refused(variable, url.error());
        Proxy proxy;
        proxy.address = std::move(url->address);
        proxy.user = std::move(url->user);
        proxy.password = std::move(url->password);
        proxy.trust = path.trust;
        path.proxy = std::move(proxy);
        break;
    }
    const auto upper = environment.get("NO_PROXY");
    path.exceptions = NoProxy(upper.empty() ? environment.get("no_proxy") : upper);
    return core::Result<void>();
}

bool is_loopback(const EndpointUrl& url) {
    if (url.is_address) return is_within(boost::asio::ip::make_address(url.host), PlainReach::loopback);
    return url.host == "localhost" || url.host.ends_with(".localhost");
}

}  // namespace

core::Result<NetworkPath> network_path(const core::NetworkSettings& settings, const core::Environment& environment,
                                       core::Secret password) {
    using Kind = core::ProxySettings::Kind;
    NetworkPath path;
    path.trust = trust_of(settings);
    if (settings.proxy.kind == Kind::named) {
        path.is_named = true;
        path.proxy = named_proxy(settings, std::move(password));
    } else if (settings.proxy.kind == Kind::environment) {
        const core::Result<void> read = read_environment(environment, path);
        if (!read) return read.error();
    }
    return path;
}

const Proxy* proxy_for_endpoint(const NetworkPath& path, const EndpointUrl& url) {
    if (path.proxy && path.is_named) return &*path.proxy;
    return proxy_for_web(path, url);
}

const Proxy* proxy_for_web(const NetworkPath& path, const EndpointUrl& url) {
    if (!path.proxy || url.scheme == Scheme::http || is_loopback(url)) return nullptr;
    if (path.exceptions.matches(url.host, url.port)) return nullptr;
    return &*path.proxy;
}

}  // namespace ecdsnap::adapters
