#include "engine/held_creates.hpp"

#include <algorithm>
#include <vector>

namespace ecdsnap::engine {
namespace {

constexpr std::size_t most_asked = 100;  // at once, of tasks that wait for something of their own
constexpr core::Millis ask_again = std::chrono::seconds{5};

// First the one that was chosen before, then those behind the one that was asked last.
std::vector<core::TaskId> to_be_asked(const Site& site) {
    std::vector<core::TaskId> asked;
    if (site.board.find(site.probe) != nullptr) asked.push_back(site.probe);
    const std::vector<core::TaskId> waiting = site.board.due_or_intended();
    auto place = std::upper_bound(waiting.begin(), waiting.end(), site.last_probe);
    for (std::size_t count = std::min(most_asked, waiting.size()); count > 0; --count) {
        if (place == waiting.end()) place = waiting.begin();
        asked.push_back(*place++);
    }
    return asked;
}

bool waits_for_waking(const core::Task& task) {
    return task.state == core::TaskState::due && task.reason == core::Reason::waking;
}

}  // namespace

std::optional<core::Reason> held_back(const Site& site) {
    const auto cause = site.cloud.gate().breaker(core::CallKind::create).held_for();
    if (!cause) return std::nullopt;
    switch (*cause) {
        case core::ErrorClass::credentials: return core::Reason::credentials;
        case core::ErrorClass::permission: return core::Reason::permission;
        case core::ErrorClass::clock_skew: return core::Reason::clock_skew;
        default: return core::Reason::unreachable;
    }
}

void note_held_back(Site& site) {
    const bool held = held_back(site).has_value();
    if (held == site.creates_held) return;
    site.creates_held = held;
    if (!site.at_work.contains(site.probe)) site.probe = {};
    ask_all_again(site);
}

core::SteadyTime try_held_back(Site& site, const std::function<bool(core::TaskId)>& start) {
    if (!site.creates_held || site.at_work.contains(site.probe)) return core::never;
    const core::SteadyTime now = site.world.clock.steady_now();
    const core::SteadyTime next = site.cloud.gate().breaker(core::CallKind::create).earliest();
    if (next > now) return next;
    const std::vector<core::TaskId> asked = to_be_asked(site);
    core::TaskId sleeper{};
    for (const core::TaskId id : asked) {
        site.probe = site.last_probe = id;
        if (start(id)) return core::never;
        if (sleeper == core::TaskId{} && waits_for_waking(*site.board.find(id))) sleeper = id;
    }
    site.probe = sleeper;
    if (sleeper != core::TaskId{}) site.waking->ring();
    return asked.empty() ? core::never : now + ask_again;
}

}  // namespace ecdsnap::engine
