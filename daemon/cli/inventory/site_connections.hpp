// Ways to the clouds of a configuration for a command that only reads, with the configuration's own credentials and the
// daemon's own adapters.
#pragma once

#include "access/account_access.hpp"
#include "adapters/https/https_transport.hpp"
#include "core/environment.hpp"
#include "core/error.hpp"
#include "core/settings.hpp"
#include "core/site.hpp"
#include "ports/clock.hpp"
#include "ports/cloud.hpp"
#include "ports/cloud_policies.hpp"
#include "ports/credentials.hpp"
#include "ports/probe_snapshots.hpp"
#include "ports/random.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct SiteConnection {
    core::SiteId site;
    core::SiteLimits limits;
    bool encrypted = true;  // false: plain http, on loopback
    std::unique_ptr<adapters::HttpsTransport> transport;
    std::unique_ptr<ports::Cloud> cloud;
    std::unique_ptr<ports::CloudPolicies> policies;
    std::unique_ptr<ports::ProbeSnapshots> probe;
    ports::CredentialProvider* credentials = nullptr;  // its account's
};

class SiteConnections {
public:
    // `environment` outlives it.
    explicit SiteConnections(const core::Environment& environment);

    // To every account and region, in the order of the configuration. The error is one of the configuration: an
    // endpoint, a file of certificates.
    std::optional<core::Error> connect(const core::Settings& settings);

    // Makes the visit at every site at once and blocks until each has ended. `visit` is given the site's place too.
    // After `deadline` the connections are closed, so that what is waited for fails, and soon after nobody waits any
    // more.
    void visit_all(const std::function<boost::asio::awaitable<void>(SiteConnection&, std::size_t)>& visit,
                   std::optional<core::Millis> deadline = std::nullopt);

    const std::vector<std::unique_ptr<SiteConnection>>& all() const { return connections_; }
    ports::Clock& clock() { return *clock_; }
    ports::Random& random() { return *random_; }

private:
    std::optional<core::Error> connect_site(const core::AccountSettings& account, const std::string& region);

    boost::asio::io_context context_{1};
    std::unique_ptr<ports::Clock> clock_;
    std::unique_ptr<ports::Random> random_;
    const core::Environment& environment_;
    std::vector<std::unique_ptr<access::AccountAccess>> accounts_;
    std::vector<std::unique_ptr<SiteConnection>> connections_;  // they stay where they are
};

}  // namespace ecdsnap::cli
