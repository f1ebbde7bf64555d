#include "cli/inventory/site_connections.hpp"

#include "adapters/credentials/credential_provider.hpp"
#include "adapters/ecd/auto_policies.hpp"
#include "adapters/ecd/ecd_cloud.hpp"
#include "adapters/ecd/endpoints.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/system_random.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace ecdsnap::cli {

SiteConnections::SiteConnections(const core::Environment& environment)
    : clock_(adapters::make_system_clock(context_.get_executor())),
      random_(adapters::make_system_random()),
      environment_(environment) {}

std::optional<core::Error> SiteConnections::connect(const core::Settings& settings) {
    for (const core::AccountSettings& account : settings.accounts) {
        credentials_.push_back(adapters::make_credential_provider(account.credentials, environment_));
        for (const std::string& region : account.regions)
            if (auto problem = connect_site(account, region)) return problem;
    }
    return std::nullopt;
}

void SiteConnections::visit_all(
    const std::function<boost::asio::awaitable<void>(SiteConnection&, std::size_t)>& visit) {
    std::size_t open = connections_.size();
    std::exception_ptr failure;
    auto on_end = [&](std::exception_ptr thrown) {
        if (thrown) failure = thrown;
        if (--open == 0) context_.stop();
    };
    for (std::size_t place = 0; place < connections_.size(); ++place)
        boost::asio::co_spawn(context_, visit(*connections_[place], place), on_end);
    context_.run();
    context_.restart();
    if (failure) std::rethrow_exception(failure);
}

std::optional<core::Error> SiteConnections::connect_site(const core::AccountSettings& account,
                                                         const std::string& region) {
    auto endpoint = adapters::ecd_endpoint(region, account.endpoint);
    if (endpoint.has_error()) return endpoint.error();
    adapters::HttpsSettings https;
    https.endpoint = endpoint.value().url;
    https.ca_file = account.ca_file;
    https.connections = 1;
    auto transport = adapters::make_https_transport(context_.get_executor(), *clock_, https);
    if (transport.has_error()) return transport.error();
    const std::string& host = endpoint.value().host;
    auto connection = std::make_unique<SiteConnection>();
    connection->site = {account.name, region};
    connection->limits = account.limits;
    connection->transport = std::move(transport.value());
    connection->cloud =
        adapters::make_ecd_cloud(*connection->transport, *credentials_.back(), *clock_, connection->site, host);
    connection->policies =
        adapters::make_auto_policies(*connection->transport, *credentials_.back(), *clock_, connection->site, host);
    connections_.push_back(std::move(connection));
    return std::nullopt;
}

}  // namespace ecdsnap::cli
