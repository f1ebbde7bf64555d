// Pings for a service that raises the alarm when they stay away: start when a slot opens, success only when every slot
// that was open has been met, fail otherwise. A slot is met when none of its snapshots was missed or failed.
#pragma once

#include "core/events/event.hpp"
#include "core/notify/notification_book.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ecdsnap::core {

enum class Ping : std::uint8_t { start, success, fail };

const char* text(Ping ping);

class Heartbeat {
public:
    // Slots that overlap are one round; one that never ends is cut after so long, so that pings go on.
    static constexpr Millis longest_round = std::chrono::hours{24};

    explicit Heartbeat(std::vector<std::string> policies) : policies_(std::move(policies)) {}

    // Slots that a person asked for do not count. A slot that was opened before the daemon's last start counts with its
    // end. One that passed in a pause, or was too old to catch up, was not met.
    std::optional<Ping> happened(const Event& event, Moment now);

    static bool concerns(EventId id);

private:
    using Slot = std::pair<std::string, std::string>;  // policy and instant

    std::optional<Ping> opened(Slot slot, Moment now);
    std::optional<Ping> finished(const Slot& slot, bool met, Moment now);
    std::optional<Ping> passed();

    std::vector<std::string> policies_;  // empty: all
    std::set<Slot> open_;
    std::set<Slot> manual_;
    SteadyTime since_{};  // of the round; valid while slots are open
    bool met_ = true;     // those of the round that have ended
};

}  // namespace ecdsnap::core
