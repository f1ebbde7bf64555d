// What a service's answer means: delivered, to be tried again, refused. Pure.
#pragma once

#include "core/notification_settings.hpp"
#include "core/notify/outbox.hpp"

#include <string>

namespace ecdsnap::adapters {

// Robots answer 200 also when they refuse; their own code decides. `body` may be cut. What is said may hold secrets.
core::DeliveryEnd judge_http(core::ChannelType type, long status, const std::string& body);

}  // namespace ecdsnap::adapters
