#include "core/notify/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::core {

void Outbox::put(Letter letter) {
    letters_.push_back(std::move(letter));
    if (letters_.size() <= most_letters) return;
    if (under_way_) first_dropped_ = true;
    drop_first();
    ++lost_;
}

std::optional<Letter> Outbox::take(SteadyTime now) {
    const auto due = next();
    if (!due || *due > now) return std::nullopt;
    under_way_ = true;
    if (!tried_since_) tried_since_ = now;
    return letters_.front();
}

std::optional<SteadyTime> Outbox::next() const {
    if (under_way_ || letters_.empty()) return std::nullopt;
    return not_before_;
}

void Outbox::drop_first() {
    letters_.pop_front();
    tried_since_.reset();
}

std::optional<Event> Outbox::ended(const DeliveryEnd& end, SteadyTime now) {
    under_way_ = false;
    const bool still_first = !std::exchange(first_dropped_, false);
    if (end.result != DeliveryResult::delivered) return failed(end, still_first, now);
    if (still_first)
        drop_first();
    else
        --lost_;  // what was dropped under way has arrived after all
    failures_ = 0;
    not_before_ = {};
    const auto lost = std::exchange(lost_, 0);
    if (!std::exchange(told_, false)) return std::nullopt;
    Event event{
        EventId::notification_works_again, fmt::format("channel {}: messages are delivered again", channel_), {}};
    if (lost > 0) event.message += fmt::format("; {} were lost", lost);
    event.fields.push_back({"channel", channel_});
    event.fields.push_back({"count", std::to_string(lost)});
    return event;
}

std::optional<Event> Outbox::failed(const DeliveryEnd& end, bool still_first, SteadyTime now) {
    ++failures_;
    const Millis usual = std::min(longest_delay, first_delay * (1 << std::min(failures_ - 1, 10U)));
    const bool first_is_old = tried_since_ && now - *tried_since_ >= gives_up_after;
    const bool gives_up = end.result == DeliveryResult::refused || first_is_old;
    if (gives_up && still_first) {
        drop_first();
        ++lost_;
    }
    // The next letter need not wait for what only this one was refused for.
    not_before_ = end.result == DeliveryResult::refused
                      ? now
                      : now + std::max(usual, std::min(end.retry_after.value_or(Millis{0}), gives_up_after));
    if (told_ || (!gives_up && failures_ < failures_to_tell)) return std::nullopt;
    told_ = true;
    Event event{EventId::notification_failed,
                fmt::format("channel {}: a message {}: {}", channel_,
                            gives_up ? "was not delivered" : "is not delivered yet and tried again", end.said),
                {}};
    event.fields.push_back({"channel", channel_});
    event.fields.push_back({"detail", end.said});
    event.fields.push_back({"count", std::to_string(letters_.size() + lost_)});
    return event;
}

}  // namespace ecdsnap::core
