#include "core/slot/slot.hpp"

#include "core/slot/slot_plan.hpp"

#include <string_view>

namespace ecdsnap::core {
namespace {

constexpr std::string_view passed_before = "passed: ";
constexpr std::string_view adopted = "adopted from the cloud's listing";
constexpr std::string_view blind = ", with a wrong clock";

}  // namespace

const char* text(SlotKind kind) {
    return kind == SlotKind::scheduled ? "scheduled" : "manual";
}

void reopen(Slot& passed) {
    passed.state = SlotState::open;
    if (!was_passed(passed)) passed.reason.insert(0, passed_before);
}

bool was_opened_late(const Slot& slot) {
    return slot.key.kind == SlotKind::scheduled && slot.opened_at > WallTime{slot.key.instant} + on_time_within;
}

bool was_passed(const Slot& slot) {
    return slot.reason.starts_with(passed_before);
}

std::string adopted_reason(bool clock_trusted) {
    std::string reason{adopted};
    if (!clock_trusted) reason += blind;
    return reason;
}

bool was_adopted_blind(const Slot& slot) {
    return slot.reason == adopted_reason(false);
}

Outcome ending_of_rest(const Slot& reopened) {
    if (!was_passed(reopened)) return Outcome::missed;
    const std::string_view why = std::string_view(reopened.reason).substr(passed_before.size());
    return why.starts_with("skipped") || why.starts_with("moved") ? Outcome::skipped : Outcome::missed;
}

const char* text(SlotState state) {
    switch (state) {
        case SlotState::open: return "open";
        case SlotState::closed: return "closed";
        case SlotState::passed: return "passed";
    }
    return "?";
}

const char* text(Preference preference) {
    switch (preference) {
        case Preference::none: return "none";
        case Preference::stopped: return "stopped";
        case Preference::no_session: return "no_session";
    }
    return "?";
}

const char* text(Hibernated hibernated) {
    switch (hibernated) {
        case Hibernated::skip: return "skip";
        case Hibernated::wake: return "wake";
    }
    return "?";
}

const char* text(Overlap overlap) {
    switch (overlap) {
        case Overlap::queue: return "queue";
        case Overlap::skip: return "skip";
        case Overlap::replace: return "replace";
    }
    return "?";
}

}  // namespace ecdsnap::core
