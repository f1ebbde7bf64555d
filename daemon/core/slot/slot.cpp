#include "core/slot/slot.hpp"

#include <string_view>

namespace ecdsnap::core {
namespace {

constexpr std::string_view passed_before = "passed: ";

}  // namespace

const char* text(SlotKind kind) {
    return kind == SlotKind::scheduled ? "scheduled" : "manual";
}

void reopen(Slot& passed) {
    passed.state = SlotState::open;
    if (!was_passed(passed)) passed.reason.insert(0, passed_before);
}

bool was_passed(const Slot& slot) {
    return slot.reason.starts_with(passed_before);
}

Outcome ending_of_rest(const Slot& reopened) {
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

const char* text(Overlap overlap) {
    switch (overlap) {
        case Overlap::queue: return "queue";
        case Overlap::skip: return "skip";
        case Overlap::replace: return "replace";
    }
    return "?";
}

}  // namespace ecdsnap::core
