// The automatic snapshot policies of one site behind ports::CloudPolicies.
#pragma once

#include "core/site.hpp"
#include "ports/clock.hpp"
#include "ports/cloud_policies.hpp"
#include "ports/credentials.hpp"
#include "ports/http_transport.hpp"

#include <memory>
#include <string>

namespace ecdsnap::adapters {

// As make_ecd_cloud; the two may share their transport.
std::unique_ptr<ports::CloudPolicies> make_auto_policies(ports::HttpTransport& transport,
                                                         ports::CredentialProvider& credentials,
                                                         const ports::Clock& clock, core::SiteId site,
                                                         std::string host);

}  // namespace ecdsnap::adapters
