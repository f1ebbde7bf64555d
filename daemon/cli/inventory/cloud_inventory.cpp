#include "cli/inventory/cloud_inventory.hpp"

#include "adapters/credentials/credential_provider.hpp"
#include "adapters/ecd/ecd_cloud.hpp"
#include "adapters/ecd/endpoints.hpp"
#include "adapters/https/https_transport.hpp"
#include "adapters/system/system_clock.hpp"
#include "adapters/system/system_random.hpp"
#include "cli/inventory/site_listing.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace ecdsnap::cli {
namespace {

// Stays where it is: a listing refers to it.
struct Connection {
    std::unique_ptr<adapters::HttpsTransport> transport;
    std::unique_ptr<ports::Cloud> cloud;
    core::SiteLimits limits;
    SiteAnswer answer;
};

class Clouds {
public:
    explicit Clouds(const core::Environment& environment)
        : clock_(adapters::make_system_clock(context_.get_executor())),
          random_(adapters::make_system_random()),
          environment_(environment) {}

    std::optional<core::Error> connect(const core::AccountSettings& account) {
        credentials_.push_back(adapters::make_credential_provider(account.credentials, environment_));
        for (const std::string& region : account.regions)
            if (auto problem = connect_site(account, region)) return problem;
        return std::nullopt;
    }

    std::vector<SiteAnswer> ask(const std::vector<std::string>& ids) {
        std::size_t open = connections_.size();
        std::exception_ptr failure;
        for (const auto& connection : connections_) {
            auto on_end = [&](std::exception_ptr thrown) {
                if (thrown) failure = thrown;
                if (--open == 0) context_.stop();
            };
            boost::asio::co_spawn(context_, ask_site(*connection, ids), on_end);
        }
        context_.run();
        if (failure) std::rethrow_exception(failure);
        std::vector<SiteAnswer> answers;
        for (const auto& connection : connections_)
            answers.push_back(std::move(connection->answer));
        return answers;
    }

private:
    std::optional<core::Error> connect_site(const core::AccountSettings& account, const std::string& region) {
        auto endpoint = adapters::ecd_endpoint(region, account.endpoint);
        if (endpoint.has_error()) return endpoint.error();
        adapters::HttpsSettings https;
        https.endpoint = endpoint.value().url;
        https.ca_file = account.ca_file;
        https.connections = 1;
        auto transport = adapters::make_https_transport(context_.get_executor(), *clock_, https);
        if (transport.has_error()) return transport.error();
        auto connection = std::make_unique<Connection>();
        connection->answer.site = {account.name, region};
        connection->limits = account.limits;
        connection->transport = std::move(transport.value());
        connection->cloud = adapters::make_ecd_cloud(*connection->transport, *credentials_.back(), *clock_,
                                                     connection->answer.site, std::move(endpoint.value().host));
        connections_.push_back(std::move(connection));
        return std::nullopt;
    }

    boost::asio::awaitable<void> ask_site(Connection& connection, std::vector<std::string> ids) {
        connection.answer.taken = clock_->wall_now();
        connection.answer.desktops =
            co_await list_site(*connection.cloud, *clock_, *random_, connection.limits, std::move(ids));
    }

    boost::asio::io_context context_{1};
    std::unique_ptr<ports::Clock> clock_;
    std::unique_ptr<ports::Random> random_;
    const core::Environment& environment_;
    std::vector<std::unique_ptr<ports::CredentialProvider>> credentials_;  // one for each account
    std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace

core::Result<std::vector<SiteAnswer>> ask_clouds(const core::Settings& settings, const core::Environment& environment,
                                                 const std::vector<std::string>& ids) {
    Clouds clouds(environment);
    for (const core::AccountSettings& account : settings.accounts)
        if (auto problem = clouds.connect(account)) return *problem;
    return clouds.ask(ids);
}

}  // namespace ecdsnap::cli
