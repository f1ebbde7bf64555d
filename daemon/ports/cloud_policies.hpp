// The cloud's own automatic snapshot policies of one site, for whoever takes them over. Reads only, and apart from
// ports::Cloud since the engine needs to know nothing of them.
#pragma once

#include "core/cloud_policy/cloud_policy.hpp"
#include "ports/cloud.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace ecdsnap::ports {

struct CloudPolicyPage {
    std::vector<core::CloudPolicy> policies;
    std::string next_token;  // empty: the last page
};

struct AttachedDesktopPage {
    std::vector<core::AttachedDesktop> desktops;
    std::string next_token;  // empty: the last page
};

class CloudPolicies {
public:
    virtual ~CloudPolicies() = default;

    // As ports::Cloud reads: one call each, within the adapter's deadlines, without waiting for the rate limit; on
    // failure the error's effect is `none`. An empty token asks for the first page.
    virtual boost::asio::awaitable<Answer<CloudPolicyPage>> describe_policies(std::string next_token) = 0;

    // The desktops that a policy is applied to, pooled ones too.
    virtual boost::asio::awaitable<Answer<AttachedDesktopPage>> describe_attached(std::string policy_id,
                                                                                  std::string next_token) = 0;
};

}  // namespace ecdsnap::ports
