// The listening end of an address and a port.
#pragma once

#include "core/metrics_settings.hpp"
#include "core/result.hpp"

#include <string>

namespace ecdsnap::adapters {

// "127.0.0.1:9797", "[::1]:9797"
std::string address_text(const core::MetricsSettings& settings);

// A bound, listening, non-blocking descriptor; an IPv6 address takes IPv6 only.
core::Result<int> open_address_socket(const core::MetricsSettings& settings);

}  // namespace ecdsnap::adapters
