#include "access/account_access.hpp"

#include "adapters/ecd/endpoints.hpp"
#include "adapters/process/process_runner.hpp"
#include "adapters/system/system_random.hpp"

#include <utility>

namespace ecdsnap::access {
namespace {

// Until adapters/https has a client for single requests, whoever hands out keys over HTTP is not reached.
class NoWeb final : public ports::WebClient {
public:
    boost::asio::awaitable<core::Result<ports::HttpAnswer>> fetch(ports::WebRequest /*request*/) override {
        core::Error error;
        error.kind = core::ErrorClass::local;
        error.message = "this build cannot ask it";
        co_return error;
    }
};

}  // namespace

AccountAccess::AccountAccess(boost::asio::any_io_executor executor, ports::Clock& clock,
                             const core::Environment& environment, const core::AccountSettings& account)
    : executor_(std::move(executor)),
      clock_(clock),
      account_(account),
      random_(adapters::make_system_random()),
      web_(std::make_unique<NoWeb>()),
      processes_(adapters::make_process_runner(clock_, environment)) {
    const adapters::KeyTools tools{clock_, *web_, *processes_};
    credentials_ = adapters::make_credential_provider(account.credentials, environment, tools, *random_);
}

core::Result<SiteAccess> AccountAccess::site(const std::string& region, std::size_t connections) {
    auto endpoint = adapters::ecd_endpoint(region, account_.endpoint);
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
