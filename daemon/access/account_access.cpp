#include "access/account_access.hpp"

#include "adapters/credentials/credential_provider.hpp"
#include "adapters/ecd/endpoints.hpp"

#include <utility>

namespace ecdsnap::access {

AccountAccess::AccountAccess(boost::asio::any_io_executor executor, const ports::Clock& clock,
                             const core::Environment& environment, const core::AccountSettings& account)
    : executor_(std::move(executor)),
      clock_(clock),
      account_(account),
      credentials_(adapters::make_credential_provider(account.credentials, environment)) {}

core::Result<SiteAccess> AccountAccess::site(const std::string& region, std::size_t connections) {
    auto endpoint = adapters::ecd_endpoint(region, account_.endpoint.in(region));
    if (endpoint.has_error()) return endpoint.error();
    adapters::HttpsSettings https;
    https.endpoint = endpoint.value().url;
    https.ca_file = account_.network.ca_file;
    https.connections = connections;
    auto transport = adapters::make_https_transport(executor_, clock_, https);
    if (transport.has_error()) return transport.error();
    SiteAccess access;
    access.site = {account_.name, region};
    access.transport = std::move(transport.value());
    access.host = std::move(endpoint.value().host);
    return access;
}

}  // namespace ecdsnap::access
