#include "core/credentials/key_news.hpp"

#include "core/text/duration_text.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <chrono>

namespace ecdsnap::core {
namespace {

// "4m 30s", never less than nothing.
std::string time_left(WallTime until, WallTime now) {
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(until - now);
    return duration_text(std::max(left, std::chrono::seconds{0}));
}

bool serves(const KeyState& state, WallTime now) {
    return !state.key_id.empty() && (!state.expires || *state.expires > now);
}

std::string message_of(const std::string& account, const KeyNews& news, WallTime now) {
    const KeyState& state = news.state;
    switch (news.what) {
        case KeyNews::What::failed:
            if (!serves(state, now)) return fmt::format("account {} has no key: {}", account, state.problem);
            if (!state.expires)
                return fmt::format("account {} keeps its key, since no other could be read: {}", account,
                                   state.problem);
            return fmt::format("account {} has no newer key, and the one in use expires in {}: {}", account,
                               time_left(*state.expires, now), state.problem);
        case KeyNews::What::expired:
            return fmt::format("the key of account {} has expired, and there is no other: {}", account, state.problem);
        case KeyNews::What::restored: return fmt::format("account {} has a key again", account);
        case KeyNews::What::changed: return fmt::format("account {} uses another key", account);
        case KeyNews::What::refreshed: return fmt::format("account {} has its next temporary key", account);
    }
    return {};
}

EventId id_of(const KeyNews& news) {
    switch (news.what) {
        case KeyNews::What::failed:
            return news.state.key_id.empty() ? EventId::credentials_expired : EventId::credentials_failed;
        case KeyNews::What::expired: return EventId::credentials_expired;
        case KeyNews::What::restored: return EventId::credentials_restored;
        case KeyNews::What::changed: return EventId::key_changed;
        case KeyNews::What::refreshed: break;
    }
    return EventId::key_refreshed;
}

}  // namespace

std::string shown_key_id(std::string_view id) {
    constexpr std::size_t shown = 4;
    if (id.size() <= 2 * shown) return printable(id.substr(0, id.size() / 2)) + "****";
    return printable(id.substr(0, shown)) + "****" + printable(id.substr(id.size() - shown));
}

Event key_event(const std::string& account, const KeyNews& news, WallTime now) {
    const KeyState& state = news.state;
    Event event{id_of(news), message_of(account, news, now), {}};
    const auto add = [&](std::string_view name, std::string value) {
        if (!value.empty()) event.fields.push_back({name, std::move(value)});
    };
    add("account", account);
    add("key", state.key_id);
    add("key_before", news.before);
    add("source", state.source);
    if (state.expires) {
        add("expires", utc_text(*state.expires));
        add("remaining", time_left(*state.expires, now));
    }
    add("detail", state.problem);
    if (state.next_try && !state.problem.empty()) add("not_before", utc_text(*state.next_try));
    return event;
}

}  // namespace ecdsnap::core
