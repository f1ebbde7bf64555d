// The probe's calls at one site. Its safety rule stands in ports/probe_snapshots.hpp.
#pragma once

#include "core/site.hpp"
#include "ports/clock.hpp"
#include "ports/credentials.hpp"
#include "ports/http_transport.hpp"
#include "ports/probe_snapshots.hpp"

#include <memory>
#include <string>

namespace ecdsnap::adapters {

// As make_ecd_cloud; the two may share their transport.
std::unique_ptr<ports::ProbeSnapshots> make_probe_snapshots(ports::HttpTransport& transport,
                                                            ports::CredentialProvider& credentials,
                                                            const ports::Clock& clock, core::SiteId site,
                                                            std::string host);

}  // namespace ecdsnap::adapters
