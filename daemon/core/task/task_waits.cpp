#include "core/task/task_waits.hpp"

#include "core/task/desktop_wait.hpp"

namespace ecdsnap::core {
namespace {

// So much of a window is left for a send that waited for a desktop until then.
constexpr Millis last_chance = std::chrono::minutes{3};

// While the wall clock is not trusted the end of the window is not known; its return is a Tick.
std::optional<Wait> wait_for_preferred(const TaskFacts& facts) {
    const StateRules& states = facts.rules->states;
    if (is_preferred(facts.desktop, states.prefer)) return std::nullopt;
    // It was asleep until now, which is as quiet; and it is kept awake for this snapshot alone.
    if (facts.own_wake == OwnWake::woken && facts.desktop.session != Session::connected) return std::nullopt;
    if (!facts.clock_trusted) return Wait{Reason::preferred_state, never};
    const Millis left = facts.window_end - states.prefer_until - facts.wall_now;
    if (left <= Millis{0}) return std::nullopt;
    return Wait{Reason::preferred_state, facts.now + left};
}

// Waited for while there is time. Then a snapshot during which the desktop may fall asleep is better than none.
std::optional<Wait> wait_for_late_return(const TaskFacts& facts) {
    if (facts.own_wake != OwnWake::late_returning) return std::nullopt;
    if (!facts.clock_trusted) return Wait{desktop_wait(facts), never};
    const Millis left = facts.window_end - last_chance - facts.wall_now;
    if (left <= Millis{0}) return std::nullopt;
    return Wait{desktop_wait(facts), facts.now + left};
}

}  // namespace

bool is_preferred(const DesktopView& desktop, Preference preference) {
    switch (preference) {
        case Preference::none: return true;
        case Preference::stopped: return desktop.status == DesktopStatus::stopped;
        case Preference::no_session:
            return desktop.status == DesktopStatus::stopped || desktop.session == Session::none;
    }
    return true;
}

std::optional<Wait> wait_of(const TaskFacts& facts) {
    if (facts.hold) return Wait{*facts.hold, never};
    if (!facts.disk_free) return Wait{Reason::earlier_task, never};
    if (!usable(facts)) return Wait{desktop_wait(facts), never};
    if (const auto wait = wait_for_late_return(facts)) return wait;
    return wait_for_preferred(facts);
}

}  // namespace ecdsnap::core
