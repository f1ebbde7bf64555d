#include "core/notify/notification.hpp"

#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::core {
namespace {

constexpr std::size_t lines_of_digest = 20;

std::string_view mark_of(NotificationKind kind, EventLevel level) {
    if (kind == NotificationKind::recovery) return "OVER";
    if (kind == NotificationKind::news) return "INFO";
    return level == EventLevel::error ? "ERROR" : "WARNING";
}

// The fields say what the sentence of the event does not.
std::string text_of(const Event& event, std::uint64_t count, WallTime time) {
    std::string text;
    for (const EventField& field : event.fields)
        text += fmt::format("{}: {}\n", field.name, printable(field.value));
    if (count > 1) text += fmt::format("seen: {} times since it was last told\n", count);
    text += fmt::format("time: {}\n", utc_text(time));
    if (const auto remedy = shown_remedy(event); !remedy.empty()) text += fmt::format("What to do: {}\n", remedy);
    return text;
}

}  // namespace

const char* text(NotificationKind kind) {
    switch (kind) {
        case NotificationKind::news: return "news";
        case NotificationKind::problem: return "problem";
        case NotificationKind::reminder: return "reminder";
        case NotificationKind::recovery: return "recovery";
        case NotificationKind::digest: return "digest";
        case NotificationKind::test: return "test";
    }
    return "?";
}

std::string_view field_of(const Event& event, std::string_view name) {
    const auto found = std::ranges::find(event.fields, name, &EventField::name);
    return found == event.fields.end() ? std::string_view{} : std::string_view{found->value};
}

Notification notification_of(const Event& event, NotificationKind kind, std::uint64_t count, WallTime time) {
    const EventType& type = event_type(event.id);
    Notification notification;
    notification.kind = kind;
    notification.level = type.level;
    notification.event = type.name;
    notification.code = event_code(event.id);
    notification.title =
        fmt::format("[{}] {}{} ({})", mark_of(kind, type.level), kind == NotificationKind::reminder ? "still: " : "",
                    printable(event.message), notification.code);
    notification.text = text_of(event, count, time);
    notification.count = count;
    notification.time = time;
    return notification;
}

Notification digest_of(const std::vector<Notification>& held, WallTime time) {
    Notification digest;
    digest.kind = NotificationKind::digest;
    digest.level = EventLevel::warning;
    digest.title = fmt::format("[WARNING] {} messages waited for the end of quiet hours", held.size());
    for (std::size_t i = 0; i < std::min(held.size(), lines_of_digest); ++i)
        digest.text += held[i].title + "\n";
    if (held.size() > lines_of_digest)
        digest.text +=
            fmt::format("and {} more; `ecdsnap history` and the log have them\n", held.size() - lines_of_digest);
    digest.count = held.size();
    digest.time = time;
    return digest;
}

Notification test_notification(std::string_view channel, WallTime time) {
    Notification test;
    test.kind = NotificationKind::test;
    test.level = EventLevel::info;
    test.title = fmt::format("[TEST] ecdsnap notify --test: the channel {} works", channel);
    test.text = fmt::format("Nothing happened; a person tried this channel.\ntime: {}\n", utc_text(time));
    test.time = time;
    return test;
}

}  // namespace ecdsnap::core
