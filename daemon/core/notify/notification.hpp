// What is told to people by a channel of `notifications`: one message about one event, or about several that waited for
// the end of quiet hours.
#pragma once

#include "core/events/event.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

enum class NotificationKind : std::uint8_t {
    news,      // an event for which a channel was asked by name, and which is no problem
    problem,   // for the first time, or after it was over
    reminder,  // it was told before and goes on
    recovery,  // what was told is over
    digest,    // several that were held back in quiet hours
    test,      // a person asked for it
};

const char* text(NotificationKind kind);

struct Notification {
    NotificationKind kind = NotificationKind::problem;
    EventLevel level = EventLevel::error;  // of the problem that this is about
    std::string event;                     // "task_failed"; "" for a digest and a test
    std::string code;                      // "ECDS-1205"; likewise
    std::string title;                     // one line
    std::string text;                      // some lines, without the title
    std::uint64_t count = 1;               // how often it was seen since it was last told
    WallTime time{};                       // of the event
};

// "" when the event has no such field.
std::string_view field_of(const Event& event, std::string_view name);

Notification notification_of(const Event& event, NotificationKind kind, std::uint64_t count, WallTime time);

// One message for all that were held back.
Notification digest_of(const std::vector<Notification>& held, WallTime time);

Notification test_notification(std::string_view channel, WallTime time);

}  // namespace ecdsnap::core
