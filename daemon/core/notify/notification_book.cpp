#include "core/notify/notification_book.hpp"

#include <absl/time/time.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::core {
namespace {

bool is_about_channels(EventId id) {
    return id == EventId::notification_failed || id == EventId::notification_works_again;
}

bool asked_for(const ChannelSettings& settings, EventId id) {
    if (is_about_channels(id)) return false;
    if (!settings.events.empty()) return std::ranges::count(settings.events, id) > 0;
    const EventLevel level = event_type(id).level;
    return (level == EventLevel::error && settings.errors) || (level == EventLevel::warning && settings.warnings);
}

bool is_problem(EventId id) {
    return event_type(id).level >= EventLevel::warning;
}

}  // namespace

bool is_quiet(const QuietHours& hours, WallTime now) {
    const auto civil = hours.zone.zone.At(absl::FromChrono(now)).cs;
    const auto minute = std::chrono::minutes{civil.hour() * 60 + civil.minute()};
    return hours.from < hours.until ? minute >= hours.from && minute < hours.until
                                    : minute >= hours.from || minute < hours.until;
}

bool NotificationBook::concerns(const ChannelSettings& settings, EventId id) {
    if (settings.type == ChannelType::heartbeat) return false;
    return asked_for(settings, id) || (settings.threshold.of && RecentSlots::concerns(id)) ||
           std::ranges::any_of(ended_by(id), [&](EventId problem) { return asked_for(settings, problem); });
}

void NotificationBook::use(const ChannelSettings& settings) {
    if (settings.threshold.of != settings_.threshold.of) {
        slots_ = RecentSlots(settings.threshold.of.value_or(1));
        for (auto& [incident, entry] : entries_)
            entry.slots.clear();
    }
    settings_ = settings;
}

bool NotificationBook::wanted(const Event& event) const {
    if (!asked_for(settings_, event.id)) return false;
    const auto policy = field_of(event, "policy");  // what names none concerns all
    return settings_.policies.empty() || policy.empty() || std::ranges::count(settings_.policies, policy) > 0;
}

std::vector<Notification> NotificationBook::happened(const Event& event, Moment now) {
    if (settings_.threshold.of) slots_.note(event);
    std::vector<Notification> told = over(event, now);
    if (!wanted(event)) return told;
    for (Notification& notification : problem(event, now))
        told.push_back(std::move(notification));
    return told;
}

// Notes that it was seen. What belongs to no slot of a policy is no part of N of M slots: it is told at once.
bool NotificationBook::often_enough(const Event& event, Entry& entry, Moment now) const {
    const NotificationThreshold& threshold = settings_.threshold;
    if (threshold.of) {
        const auto policy = field_of(event, "policy");
        const auto slot = field_of(event, "slot");
        if (policy.empty() || slot.empty()) return true;
        entry.slots.emplace(slot);
        slots_.keep_recent(policy, entry.slots);
        return entry.slots.size() >= threshold.count;
    }
    entry.seen.push_back(now.steady);
    while (entry.seen.size() > threshold.count)
        entry.seen.pop_front();
    return entry.seen.size() == threshold.count && now.steady - entry.seen.front() <= threshold.within;
}

std::vector<Notification> NotificationBook::problem(const Event& event, Moment now) {
    const Incident incident = incident_of(event);
    Entry& entry = entries_[incident];
    entry.last = now.steady;
    ++entry.count;
    const bool enough = often_enough(event, entry, now);
    const bool again = is_problem(event.id) && entry.told && now.steady - *entry.told < settings_.repeat_after;
    if (!enough || again) {
        forget_oldest();
        return {};
    }
    const auto kind = !is_problem(event.id) ? NotificationKind::news
                      : entry.told          ? NotificationKind::reminder
                                            : NotificationKind::problem;
    auto notification = notification_of(event, kind, std::exchange(entry.count, 0), now.wall);
    entry.told = now.steady;
    if (!is_problem(event.id)) entry.seen.clear(), entry.slots.clear();  // the next so many are news again
    forget_oldest();
    const bool may_wait = event_type(event.id).level != EventLevel::error;
    if (!may_wait || !settings_.quiet_hours || !is_quiet(*settings_.quiet_hours, now.wall))
        return {std::move(notification)};
    held_.push_back({incident, std::move(notification)});
    if (held_.size() > most_incidents) held_.erase(held_.begin());
    return {};
}

// A problem that nobody was told is over without a word, also one that waits for the end of quiet hours.
std::vector<Notification> NotificationBook::over(const Event& event, Moment now) {
    std::vector<Notification> told;
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        if (!ends(event, entry->first)) {
            ++entry;
            continue;
        }
        const auto same = [&](const Held& held) { return held.incident == entry->first; };
        const bool first_waits = std::ranges::any_of(
            held_, [&](const Held& held) { return same(held) && held.notification.kind == NotificationKind::problem; });
        std::erase_if(held_, same);
        if (entry->second.told && !first_waits && settings_.recovery) {
            auto notification = notification_of(event, NotificationKind::recovery, 1, now.wall);
            notification.level = event_type(entry->first.id).level;
            const bool may_wait = notification.level != EventLevel::error;
            if (may_wait && settings_.quiet_hours && is_quiet(*settings_.quiet_hours, now.wall))
                held_.push_back({entry->first, std::move(notification)});
            else
                told.push_back(std::move(notification));
        }
        entry = entries_.erase(entry);
    }
    return told;
}

std::vector<Notification> NotificationBook::held_back(WallTime now) {
    if (held_.empty() || (settings_.quiet_hours && is_quiet(*settings_.quiet_hours, now))) return {};
    std::vector<Notification> all;
    for (Held& held : std::exchange(held_, {}))
        all.push_back(std::move(held.notification));
    if (all.size() == 1) return all;
    return {digest_of(all, now)};
}

void NotificationBook::forget_oldest() {
    if (entries_.size() <= most_incidents) return;
    entries_.erase(std::ranges::min_element(entries_, {}, [](const auto& entry) { return entry.second.last; }));
}

}  // namespace ecdsnap::core
