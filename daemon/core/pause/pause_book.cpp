#include "core/pause/pause_book.hpp"

#include <array>
#include <utility>

namespace ecdsnap::core {

void PauseBook::put(Pause pause) {
    pauses_.insert_or_assign(pause.key, std::move(pause));
}

std::optional<Pause> PauseBook::take(const PauseKey& key) {
    const auto place = pauses_.find(key);
    if (place == pauses_.end()) return std::nullopt;
    Pause pause = std::move(place->second);
    pauses_.erase(place);
    return pause;
}

std::vector<PauseKey> PauseBook::over(WallTime now) const {
    std::vector<PauseKey> keys;
    for (const auto& [key, pause] : pauses_)
        if (pause.until <= now) keys.push_back(key);
    return keys;
}

const Pause* PauseBook::find(const PauseKey& key) const {
    const auto place = pauses_.find(key);
    return place == pauses_.end() ? nullptr : &place->second;
}

// A policy's own pause, which names the nearer cause, comes before the ones over more.
const Pause* PauseBook::first_of(std::span<const PauseKey> keys, WallTime later_than) const {
    for (const PauseKey& key : keys)
        if (const Pause* pause = find(key); pause != nullptr && pause->until > later_than) return pause;
    return nullptr;
}

const Pause* PauseBook::of_policy(const std::string& policy) const {
    const std::array<PauseKey, 2> keys{PauseKey{PauseScope::policy, policy}, PauseKey{}};
    return first_of(keys, WallTime::min());
}

const Pause* PauseBook::of_slot(const std::string& policy, SlotInstant instant) const {
    const std::array<PauseKey, 2> keys{PauseKey{PauseScope::policy, policy}, PauseKey{}};
    return first_of(keys, instant);
}

const Pause* PauseBook::of_task(const std::string& policy, const SiteId& site) const {
    return of_task_at(policy, site, WallTime::min());
}

const Pause* PauseBook::of_task_at(const std::string& policy, const SiteId& site, WallTime now) const {
    const std::array<PauseKey, 3> keys{PauseKey{PauseScope::policy, policy}, PauseKey{},
                                       PauseKey{PauseScope::site, text(site)}};
    return first_of(keys, now);
}

}  // namespace ecdsnap::core
