// The ECD API of one site behind ports::Cloud.
#pragma once

#include "core/site.hpp"
#include "ports/clock.hpp"
#include "ports/cloud.hpp"
#include "ports/credentials.hpp"
#include "ports/http_transport.hpp"

#include <memory>
#include <string>

namespace ecdsnap::adapters {

// `transport`, `credentials` and `clock` outlive the cloud and every call of it. `host` is EcdEndpoint::host of the
// endpoint that `transport` was made with; the RegionId of every call is `site.region`.
std::unique_ptr<ports::Cloud> make_ecd_cloud(ports::HttpTransport& transport, ports::CredentialProvider& credentials,
                                             const ports::Clock& clock, core::SiteId site, std::string host);

}  // namespace ecdsnap::adapters
