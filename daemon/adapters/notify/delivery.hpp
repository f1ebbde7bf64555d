// What a delivery needs from the machine, and one delivery on its own, for people who try a channel.
#pragma once

#include "core/environment.hpp"
#include "core/notification_settings.hpp"
#include "core/notify/body_template.hpp"
#include "core/notify/outbox.hpp"
#include "core/secret.hpp"
#include "core/text/text_error.hpp"
#include "core/time.hpp"

#include <filesystem>
#include <functional>

namespace ecdsnap::adapters {

// The text of a file that only its owner can read, or what is wrong with it.
using ReadSecret = std::function<core::TextResult<core::Secret>(const std::filesystem::path& file)>;

struct DeliveryMeans {
    core::NotificationSender sender;
    core::Environment environment;  // proxies and certificates
    ReadSecret read_secret;
};

// This machine's name.
std::string host_name();

// Sends a message that says that it is a test, and waits for the service's answer, for half a minute at most. A
// heartbeat is not made to beat: URL/log is asked, which changes nothing there.
core::DeliveryEnd try_channel(const core::ChannelSettings& channel, const DeliveryMeans& means, core::WallTime now);

}  // namespace ecdsnap::adapters
