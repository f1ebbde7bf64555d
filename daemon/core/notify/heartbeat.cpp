#include "core/notify/heartbeat.hpp"

#include <algorithm>

namespace ecdsnap::core {
namespace {

bool is_zero(std::string_view number) {
    return number.empty() || number == "0";
}

constexpr std::size_t most_manual = 1000;  // runs of people whose end never came, as after a lost ledger

}  // namespace

const char* text(Ping ping) {
    switch (ping) {
        case Ping::start: return "start";
        case Ping::success: return "success";
        case Ping::fail: return "fail";
    }
    return "?";
}

bool Heartbeat::concerns(EventId id) {
    switch (id) {
        case EventId::slot_opened:
        case EventId::manual_run:
        case EventId::slot_finished:
        case EventId::slot_missed:
        case EventId::slot_paused: return true;
        default: return false;
    }
}

std::optional<Ping> Heartbeat::happened(const Event& event, Moment now) {
    Slot slot{field_of(event, "policy"), field_of(event, "slot")};
    if (!policies_.empty() && std::ranges::count(policies_, slot.first) == 0) return std::nullopt;
    switch (event.id) {
        case EventId::slot_opened: return opened(std::move(slot), now);
        case EventId::manual_run:
            manual_.insert(std::move(slot));
            if (manual_.size() > most_manual) manual_.erase(manual_.begin());
            return std::nullopt;
        case EventId::slot_finished:
            if (manual_.erase(slot) > 0) return std::nullopt;
            return finished(slot, is_zero(field_of(event, "missed")) && is_zero(field_of(event, "failed")), now);
        case EventId::slot_missed:
        case EventId::slot_paused: return passed();
        default: return std::nullopt;
    }
}

std::optional<Ping> Heartbeat::opened(Slot slot, Moment now) {
    const bool first = open_.empty();
    open_.insert(std::move(slot));
    if (!first) return std::nullopt;
    since_ = now.steady;
    return Ping::start;
}

std::optional<Ping> Heartbeat::finished(const Slot& slot, bool met, Moment now) {
    open_.erase(slot);
    met_ = met_ && met;
    if (!open_.empty() && now.steady - since_ < longest_round) return std::nullopt;
    since_ = now.steady;
    return std::exchange(met_, true) ? Ping::success : Ping::fail;
}

std::optional<Ping> Heartbeat::passed() {
    if (open_.empty()) return Ping::fail;
    met_ = false;
    return std::nullopt;
}

}  // namespace ecdsnap::core
