// One account's way to its clouds: its key, its network, a connection to each of its regions. What the daemon and the
// commands that look at the cloud themselves have in common.
#pragma once

#include "adapters/credentials/credential_provider.hpp"
#include "adapters/https/https_transport.hpp"
#include "adapters/https/network_path.hpp"
#include "core/environment.hpp"
#include "core/result.hpp"
#include "core/settings.hpp"
#include "core/site.hpp"
#include "ports/clock.hpp"
#include "ports/credentials.hpp"
#include "ports/process_runner.hpp"
#include "ports/random.hpp"
#include "ports/web_client.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <cstddef>
#include <memory>
#include <string>

namespace ecdsnap::access {

// A way to one site, with what a cloud's adapter is made of.
struct SiteAccess {
    core::SiteId site;
    std::unique_ptr<adapters::HttpsTransport> transport;
    std::string host;  // as it is signed
};

class AccountAccess {
public:
    // `clock` and `environment` outlive it.
    AccountAccess(boost::asio::any_io_executor executor, ports::Clock& clock, const core::Environment& environment,
                  const core::AccountSettings& account);

    ports::CredentialProvider& credentials() { return *credentials_; }
    ports::KeyMonitor& key() { return *credentials_; }
    ports::WebClient& web() { return *web_; }

    // At most `connections` at a time. The error is one of the configuration: an endpoint, a proxy, a file of
    // certificates.
    core::Result<SiteAccess> site(const std::string& region, std::size_t connections);

private:
    boost::asio::any_io_executor executor_;
    ports::Clock& clock_;
    core::AccountSettings account_;
    core::Result<adapters::NetworkPath> path_;  // the error: a proxy or its password that cannot be used
    // What keys are fetched with.
    std::unique_ptr<ports::Random> random_;
    std::unique_ptr<ports::WebClient> web_;
    std::unique_ptr<ports::ProcessRunner> processes_;
    std::unique_ptr<adapters::KeyProvider> credentials_;
};

}  // namespace ecdsnap::access
