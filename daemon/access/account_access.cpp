#include "access/account_access.hpp"

#include "adapters/credentials/secret_file.hpp"
#include "adapters/ecd/endpoints.hpp"
#include "adapters/https/web_client.hpp"
#include "adapters/process/process_runner.hpp"
#include "adapters/system/system_random.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecdsnap::access {
namespace {

core::Result<core::Secret> proxy_password(const core::ProxySettings& proxy) {
    if (proxy.password_file.empty()) return core::Secret();
    auto file = adapters::read_secret_file(proxy.password_file, adapters::owner_by_place(proxy.password_file));
    if (file.has_error()) {
        core::Error error;
        error.kind = core::ErrorClass::local;
        error.message = fmt::format("the proxy's password_file '{}' {}{}", proxy.password_file.string(),
                                    file.error().problem, file.error().hint.empty() ? "" : "; " + file.error().hint);
        return error;
    }
    const auto line = file.value().text.reveal();
    return core::Secret(std::string(line.substr(0, line.find_first_of("\r\n"))));
}

core::Result<adapters::NetworkPath> path_of(const boost::asio::any_io_executor& executor,
                                            const core::NetworkSettings& network,
                                            const core::Environment& environment) {
    auto password = proxy_password(network.proxy);
    if (password.has_error()) return password.error();
    auto path = adapters::network_path(network, environment, std::move(password.value()));
    if (path.has_value()) path.value().names = std::make_shared<adapters::NameService>(executor);
    return path;
}

}  // namespace

AccountAccess::AccountAccess(boost::asio::any_io_executor executor, ports::Clock& clock,
                             const core::Environment& environment, const core::AccountSettings& account)
    : executor_(std::move(executor)),
      clock_(clock),
      account_(account),
      path_(path_of(executor_, account.network, environment)),
      random_(adapters::make_system_random()),
      web_(adapters::make_web_client(executor_, clock_, path_)),
      processes_(adapters::make_process_runner(clock_, environment)) {
    const adapters::KeyTools tools{clock_, *web_, *processes_};
    credentials_ = adapters::make_credential_provider(account.credentials, environment, tools, *random_);
}

core::Result<SiteAccess> AccountAccess::site(const std::string& region, std::size_t connections) {
    auto endpoint = adapters::ecd_endpoint(region, account_.endpoint.in(region));
    if (endpoint.has_error()) return endpoint.error();
    if (path_.has_error()) return path_.error();
    adapters::HttpsSettings https;
    https.endpoint = endpoint.value().url;
    https.path = path_.value();
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
