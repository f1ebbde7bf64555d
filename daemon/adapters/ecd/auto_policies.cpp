#include "adapters/ecd/auto_policies.hpp"

#include "adapters/ecd/auto_policy_format.hpp"
#include "adapters/ecd/ecd_call.hpp"
#include "adapters/ecd/ecd_sender.hpp"

#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace asio = boost::asio;

class AutoPolicies final : public ports::CloudPolicies {
public:
    explicit AutoPolicies(EcdSender sender) : sender_(std::move(sender)) {}

    asio::awaitable<ports::Answer<ports::CloudPolicyPage>> describe_policies(std::string next_token) override {
        return sender_.send(describe_auto_policies_call(sender_.site(), next_token), read_auto_policy_page);
    }
    asio::awaitable<ports::Answer<ports::AttachedDesktopPage>> describe_attached(std::string policy_id,
                                                                                 std::string next_token) override {
        return sender_.send(describe_attached_call(sender_.site(), policy_id, next_token), read_attached_page);
    }

private:
    EcdSender sender_;
};

}  // namespace

std::unique_ptr<ports::CloudPolicies> make_auto_policies(ports::HttpTransport& transport,
                                                         ports::CredentialProvider& credentials,
                                                         const ports::Clock& clock, core::SiteId site,
                                                         std::string host) {
    return std::make_unique<AutoPolicies>(EcdSender(transport, credentials, clock, std::move(site), std::move(host)));
}

}  // namespace ecdsnap::adapters
