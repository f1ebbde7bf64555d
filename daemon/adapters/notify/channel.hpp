// One channel at work: what it has told, what waits, what is on its way. Of the notifier's thread alone.
#pragma once

#include "adapters/notify/transfer.hpp"
#include "core/notification_settings.hpp"
#include "core/notify/heartbeat.hpp"
#include "core/notify/notification_book.hpp"
#include "core/notify/outbox.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace ecdsnap::adapters {

struct Channel {
    explicit Channel(core::ChannelSettings used)
        : settings(std::move(used)), book(settings), heartbeat(settings.policies), outbox(settings.name) {}

    core::ChannelSettings settings;
    core::NotificationBook book;
    core::Heartbeat heartbeat;
    core::Outbox outbox;
    std::unique_ptr<Transfer> transfer;  // null: nothing is on its way

    void take_up(const core::Event& event, core::Moment at) {
        if (settings.type == core::ChannelType::heartbeat) {
            if (const auto ping = heartbeat.happened(event, at)) outbox.put({ping, {}});
            return;
        }
        for (core::Notification& notification : book.happened(event, at))
            outbox.put({{}, std::move(notification)});
    }

    void end_quiet_hours(core::WallTime now) {
        for (core::Notification& notification : book.held_back(now))
            outbox.put({{}, std::move(notification)});
    }
};

}  // namespace ecdsnap::adapters
