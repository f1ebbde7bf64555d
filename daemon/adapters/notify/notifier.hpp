// Tells people what the log says, by the channels of `notifications`. A thread of its own decides and delivers: whoever
// emits an event never waits, and a service that hangs holds up nothing but its own channel.
#pragma once

#include "adapters/notify/delivery.hpp"
#include "core/events/event.hpp"
#include "core/notification_settings.hpp"
#include "core/time.hpp"
#include "ports/clock.hpp"
#include "ports/event_sink.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace ecdsnap::adapters {

class Notifier : public ports::EventSink {
public:
    // A reload: channels of the same name and type keep what they have told and what waits.
    virtual void use(const std::vector<core::ChannelSettings>& channels) = 0;

    // The end: what is due is still delivered, for so long at most. Blocks for that time; nothing is told afterwards.
    virtual void stop(core::Millis patience) = 0;
};

struct NotifierOptions {
    std::vector<core::ChannelSettings> channels;
    DeliveryMeans means;
    std::function<void(core::Event)> tell;  // that a channel fails; called by the notifier's thread
    std::size_t queue_events = 4096;        // that wait for the thread; the oldest are dropped
};

// emit(), use() and stop() are called by one thread. The clock outlives the notifier and is read by both threads.
std::unique_ptr<Notifier> make_notifier(NotifierOptions options, const ports::Clock& clock);

}  // namespace ecdsnap::adapters
