// Decides for one channel which events make a message, and when: those asked for, so many in so long or in so many of
// the last slots, again only after a while, warnings not in quiet hours, and once more when it is over. Never about the
// channels themselves.
#pragma once

#include "core/notification_settings.hpp"
#include "core/notify/incident.hpp"
#include "core/notify/notification.hpp"
#include "core/notify/recent_slots.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ecdsnap::core {

struct Moment {
    WallTime wall{};
    SteadyTime steady{};
};

// Whether the wall clock in the hours' own zone is within them.
bool is_quiet(const QuietHours& hours, WallTime now);

class NotificationBook {
public:
    static constexpr std::size_t most_incidents = 2000;  // of those that are remembered the oldest is forgotten first

    explicit NotificationBook(const ChannelSettings& settings)
        : settings_(settings), slots_(settings.threshold.of.value_or(1)) {}

    // New settings; what was told stays told. With another `threshold.of` slots are counted anew.
    void use(const ChannelSettings& settings);

    // What is to be told now, because of this.
    std::vector<Notification> happened(const Event& event, Moment now);

    // What was held back and is to be told now; asked from time to time.
    std::vector<Notification> held_back(WallTime now);
    bool holds_back() const { return !held_.empty(); }

    // Whether this kind of event can make a message of the channel, end a problem that did, or count for one.
    static bool concerns(const ChannelSettings& settings, EventId id);

private:
    struct Entry {
        std::deque<SteadyTime> seen;  // at most as many as the threshold counts
        std::set<std::string> slots;  // with `threshold.of`: in which of the policy's last slots
        std::optional<SteadyTime> told;
        SteadyTime last{};
        std::uint64_t count = 0;  // since it was told
    };
    struct Held {
        Incident incident;
        Notification notification;
    };

    bool wanted(const Event& event) const;
    bool often_enough(const Event& event, Entry& entry, Moment now) const;
    std::vector<Notification> problem(const Event& event, Moment now);
    std::vector<Notification> over(const Event& event, Moment now);
    void forget_oldest();

    ChannelSettings settings_;
    RecentSlots slots_;  // of all policies, with `threshold.of`
    std::map<Incident, Entry> entries_;
    std::vector<Held> held_;  // in quiet hours, in the order in which they came
};

}  // namespace ecdsnap::core
