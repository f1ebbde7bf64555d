#include "adapters/https/connection_setup.hpp"

#include <boost/asio/ip/address.hpp>

#include <utility>

namespace ecdsnap::adapters {
namespace {

Hop hop_to(const EndpointUrl& url) {
    Hop hop;
    hop.host = url.host;
    hop.is_address = url.is_address;
    hop.port = url.port;
    if (url.scheme == Scheme::http) hop.only_within = url.reach;
    return hop;
}

Hop hop_to(const core::ProxyAddress& proxy) {
    Hop hop;
    hop.host = proxy.host;
    boost::system::error_code error;
    boost::asio::ip::make_address(proxy.host, error);
    hop.is_address = !error;
    hop.port = proxy.port;
    return hop;
}

core::Result<std::shared_ptr<TlsContext>> make_tls(TlsPeer::Role role, const Hop& hop, const TlsTrust& trust) {
    TlsPeer peer;
    peer.role = role;
    peer.host = hop.host;
    peer.is_address = hop.is_address;
    auto made = TlsContext::make(std::move(peer), trust);
    if (!made) return made.error();
    return std::shared_ptr<TlsContext>(std::move(*made));
}

core::Result<Tunnel> make_tunnel(const Proxy& proxy, const Hop& hop) {
    Tunnel tunnel;
    tunnel.proxy = core::text(proxy.address);
    if (!proxy.user.empty()) {
        tunnel.user = ProxyUser::given;
        tunnel.authorization = core::Secret(basic_authorization(proxy.user, proxy.password.reveal()));
    }
    if (!proxy.address.is_tls) return tunnel;
    auto tls = make_tls(TlsPeer::Role::proxy, hop, proxy.trust);
    if (!tls) return tls.error();
    tunnel.tls = std::move(*tls);
    return tunnel;
}

}  // namespace

core::Result<std::shared_ptr<const ConnectionSetup>> make_connection_setup(
    EndpointUrl url, const NetworkPath& path, const Proxy* proxy, std::shared_ptr<NameService> names,
    const ports::Clock& clock, const HttpsDeadlines& deadlines, AnswerParser::Limits limits) {
    const Hop endpoint = hop_to(url);
    Hop first_hop = endpoint;
    std::optional<Tunnel> tunnel;
    if (proxy != nullptr) {
        first_hop = hop_to(proxy->address);
        auto made = make_tunnel(*proxy, first_hop);
        if (!made) return made.error();
        tunnel = std::move(*made);
    }
    std::shared_ptr<TlsContext> tls;
    if (url.scheme == Scheme::https) {
        auto made = make_tls(TlsPeer::Role::server, endpoint, path.trust);
        if (!made) return made.error();
        tls = std::move(*made);
    }
    return std::make_shared<ConnectionSetup>(ConnectionSetup{std::move(url), std::move(first_hop), std::move(tunnel),
                                                             std::move(tls), std::move(names), clock, deadlines,
                                                             limits});
}

}  // namespace ecdsnap::adapters
