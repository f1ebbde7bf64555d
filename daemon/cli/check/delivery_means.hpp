// What deliveries of notifications need from this machine: its name, the way out, and files with secrets.
#pragma once

#include "adapters/notify/delivery.hpp"
#include "core/environment.hpp"

#include <string>

namespace ecdsnap::cli {

adapters::DeliveryMeans delivery_means(const std::string& owner, const core::Environment& environment);

}  // namespace ecdsnap::cli
