// What waits to be delivered by one channel, in order: tried again for a while, given up, the oldest dropped when there
// is too much. A channel that fails is one event, and one more when it works again.
#pragma once

#include "core/events/event.hpp"
#include "core/notify/heartbeat.hpp"
#include "core/notify/notification.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

namespace ecdsnap::core {

struct Letter {
    std::optional<Ping> ping;   // of a heartbeat; else there is a notification
    Notification notification;  // valid without a ping
};

enum class DeliveryResult : std::uint8_t {
    delivered,
    again,    // later it may do
    refused,  // the same would be refused again
};

struct DeliveryEnd {
    DeliveryResult result = DeliveryResult::again;
    std::string said;                   // by the service or the network; no secrets
    std::optional<Millis> retry_after;  // the time the service named
};

class Outbox {
public:
    static constexpr std::size_t most_letters = 100;
    static constexpr Millis first_delay = std::chrono::seconds{5};  // doubled each time
    static constexpr Millis longest_delay = std::chrono::minutes{2};
    static constexpr Millis gives_up_after = std::chrono::minutes{20};  // since its first try
    static constexpr std::uint32_t failures_to_tell = 3;                // in a row, while it is tried again

    explicit Outbox(std::string channel) : channel_(std::move(channel)) {}

    void put(Letter letter);

    // The letter to be tried now: the oldest, when its time has come and none is under way. Under way until ended().
    std::optional<Letter> take(SteadyTime now);
    std::optional<SteadyTime> next() const;  // when take() has something; nullopt: nothing waits, or one is under way

    // How the try ended; a value: tell this.
    std::optional<Event> ended(const DeliveryEnd& end, SteadyTime now);

    bool empty() const { return letters_.empty(); }

private:
    std::optional<Event> failed(const DeliveryEnd& end, bool still_first, SteadyTime now);
    void drop_first();

    std::string channel_;
    std::deque<Letter> letters_;
    bool under_way_ = false;
    bool first_dropped_ = false;  // while it was under way
    std::uint32_t failures_ = 0;  // in a row
    std::optional<SteadyTime> tried_since_;
    SteadyTime not_before_{};
    std::uint64_t lost_ = 0;  // since it last worked
    bool told_ = false;       // that it fails
};

}  // namespace ecdsnap::core
