#include "core/notification_settings.hpp"

#include <tuple>

namespace ecdsnap::core {
namespace {

auto compared(const ChannelSettings& channel) {
    return std::tie(channel.name, channel.type, channel.url_file, channel.secret_file, channel.body, channel.from,
                    channel.user, channel.to, channel.policies, channel.errors, channel.warnings, channel.events,
                    channel.threshold, channel.repeat_after, channel.recovery, channel.quiet_hours);
}

}  // namespace

bool ChannelSettings::operator==(const ChannelSettings& other) const {
    return compared(*this) == compared(other) && url.reveal() == other.url.reveal();
}

}  // namespace ecdsnap::core
