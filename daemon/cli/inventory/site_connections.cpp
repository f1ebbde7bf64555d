#include "cli/inventory/site_connections.hpp"

#include "adapters/ecd/auto_policies.hpp"
#include "adapters/ecd/ecd_cloud.hpp"
#include "adapters/ecd/probe_snapshots.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/system_random.hpp"

#include <boost/asio/co_spawn.hpp>

#include <exception>
#include <utility>

namespace ecdsnap::cli {
namespace {

// For what is waited for to fail after the connections were closed.
constexpr core::Millis last_moments = std::chrono::seconds{2};

}  // namespace

SiteConnections::SiteConnections(const core::Environment& environment)
    : clock_(adapters::make_system_clock(context_.get_executor())),
      random_(adapters::make_system_random()),
      environment_(environment) {}

std::optional<core::Error> SiteConnections::connect(const core::Settings& settings) {
    for (const core::AccountSettings& account : settings.accounts) {
        accounts_.push_back(
            std::make_unique<access::AccountAccess>(context_.get_executor(), *clock_, environment_, account));
        for (const std::string& region : account.regions)
            if (auto problem = connect_site(account, region)) return problem;
    }
    return std::nullopt;
}

void SiteConnections::visit_all(const std::function<boost::asio::awaitable<void>(SiteConnection&, std::size_t)>& visit,
                                std::optional<core::Millis> deadline) {
    std::size_t open = connections_.size();
    std::exception_ptr failure;
    auto on_end = [&](std::exception_ptr thrown) {
        if (thrown) failure = thrown;
        if (--open == 0) context_.stop();
    };
    for (std::size_t place = 0; place < connections_.size(); ++place)
        boost::asio::co_spawn(context_, visit(*connections_[place], place), on_end);
    if (deadline) {
        context_.run_for(*deadline);
        for (const auto& connection : connections_)
            connection->transport->close();
        context_.run_for(last_moments);
    } else {
        context_.run();
    }
    context_.restart();
    if (failure) std::rethrow_exception(failure);
}

std::optional<core::Error> SiteConnections::connect_site(const core::AccountSettings& account,
                                                         const std::string& region) {
    auto way = accounts_.back()->site(region, 1);
    if (way.has_error()) return way.error();
    ports::CredentialProvider& credentials = accounts_.back()->credentials();
    const std::string& host = way.value().host;
    auto connection = std::make_unique<SiteConnection>();
    connection->site = std::move(way.value().site);
    connection->limits = account.limits;
    const auto address = account.endpoint.in(region);
    connection->encrypted = !address || !address->starts_with("http://");
    connection->transport = std::move(way.value().transport);
    connection->cloud = adapters::make_ecd_cloud(*connection->transport, credentials, *clock_, connection->site, host);
    connection->policies =
        adapters::make_auto_policies(*connection->transport, credentials, *clock_, connection->site, host);
    connection->probe =
        adapters::make_probe_snapshots(*connection->transport, credentials, *clock_, connection->site, host);
    connection->credentials = &credentials;
    connections_.push_back(std::move(connection));
    return std::nullopt;
}

}  // namespace ecdsnap::cli
