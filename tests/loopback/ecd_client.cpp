#include "loopback/ecd_client.hpp"

#include "adapters/credentials/credential_provider.hpp"
#include "adapters/ecd/ecd_cloud.hpp"
#include "adapters/ecd/endpoints.hpp"

namespace ecdsnap::tests {

EcdClient::EcdClient(boost::asio::io_context& context, ports::Clock& clock, const std::string& url,
                     const ClientSetup& setup) {
    const auto endpoint = adapters::ecd_endpoint(setup.region, url).value();
    adapters::HttpsSettings settings;
    settings.endpoint = endpoint.url;
    settings.path.trust.ca_file = setup.ca_file;
    settings.deadlines = setup.deadlines;
    transport_ = adapters::make_https_transport(context.get_executor(), clock, settings).value();
    core::Environment environment;
    environment.variables = {{"ALIBABA_CLOUD_ACCESS_KEY_ID", setup.key_id},
                             {"ALIBABA_CLOUD_ACCESS_KEY_SECRET", setup.key_secret},
                             {"ALIBABA_CLOUD_SECURITY_TOKEN", setup.token}};
    const adapters::KeyTools tools{clock, web_, programs_};
    credentials_ = adapters::make_credential_provider({core::CredentialSource::Kind::environment, "", ""}, environment,
                                                      tools, chance_);
    cloud_ = adapters::make_ecd_cloud(*transport_, *credentials_, clock, {"main", setup.region}, endpoint.host);
}

}  // namespace ecdsnap::tests
