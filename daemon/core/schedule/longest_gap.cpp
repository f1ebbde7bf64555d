#include "core/schedule/longest_gap.hpp"

namespace ecdsnap::core {
namespace {

constexpr std::size_t most_slots = 100'000;

}  // namespace

SlotGaps gaps_between(const Timetable& timetable, std::chrono::sys_seconds after, std::chrono::sys_seconds until,
                      std::chrono::milliseconds allowed) {
    SlotGaps gaps;
    gaps.begin = after;
    auto slot = timetable.next(after);
    while (slot && *slot <= until && gaps.count < most_slots) {
        const auto next = timetable.next(*slot);
        ++gaps.count;
        if (!next || *next - *slot > allowed) ++gaps.too_long;
        if (!next || gaps.count == 1 || *next - *slot > *gaps.length()) {
            gaps.begin = *slot;
            gaps.end = next;
        }
        if (!next) break;
        slot = next;
    }
    return gaps;
}

}  // namespace ecdsnap::core
