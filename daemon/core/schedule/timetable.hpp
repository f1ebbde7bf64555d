// When a policy is due: all of its schedules together. Two of them that are due at one instant make one slot.
#pragma once

#include "core/schedule/missed_slots.hpp"
#include "core/schedule/recurrence.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

// Immutable. An empty one is never due.
class Timetable {
public:
    Timetable() = default;
    explicit Timetable(std::vector<Recurrence> recurrences) : recurrences_(std::move(recurrences)) {}

    // The first slot strictly after `after`; nullopt: never. Strictly increasing in `after`; allocates nothing.
    std::optional<std::chrono::sys_seconds> next(std::chrono::sys_seconds after) const;

    // Slots in (after, until]; the work is bounded as that of missed_slots().
    MissedSlots missed(std::chrono::sys_seconds after, std::chrono::sys_seconds until, std::size_t cap) const;

    const std::vector<Recurrence>& recurrences() const { return recurrences_; }
    std::string text() const;  // "0 2 * * * Asia/Shanghai; every 6h"

    // Due at the same instants.
    friend bool operator==(const Timetable&, const Timetable&) = default;

private:
    std::vector<Recurrence> recurrences_;
};

}  // namespace ecdsnap::core
