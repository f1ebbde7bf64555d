#include "core/slot/slot.hpp"

namespace ecdsnap::core {

const char* text(SlotKind kind) {
    return kind == SlotKind::scheduled ? "scheduled" : "manual";
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
