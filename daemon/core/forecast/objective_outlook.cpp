#include "core/forecast/objective_outlook.hpp"

#include "core/policy/desktop_zones.hpp"
#include "core/schedule/local_time_text.hpp"
#include "core/schedule/spaced_slots.hpp"
#include "core/text/duration_text.hpp"

#include <fmt/format.h>

namespace ecdsnap::core {
namespace {

constexpr std::chrono::days looked_ahead{365};

std::string how_old(const ObjectiveOutlook& outlook, const char* verb) {
    return fmt::format("with the window of {} and {} until it is verified a snapshot {} {} old",
                       duration_text(outlook.window), duration_text(outlook.objective.verified_within), verb,
                       duration_text(*outlook.worst_age()));
}

// The slots would hold it, were they made for it or nearer to each other; gaps of calendars stay what they are.
std::string way_out(const ObjectiveOutlook& outlook) {
    if (outlook.objective.slots == SlotSource::objective) return "its calendars allow no slot in between";
    const Millis apart = outlook.objective.apart(outlook.window);
    const auto step = step_within(apart);
    return fmt::format("slots at most {} apart would hold it{}", duration_text(apart),
                       step ? fmt::format(", such as every {}", duration_text(*step)) : std::string());
}

bool longer(const SlotGaps& one, const SlotGaps& other) {
    return other.end && (!one.end || *one.length() > *other.length());
}

std::string no_more_slots(const ObjectiveOutlook& outlook) {
    if (outlook.gaps.count == 0) return "no slot is due any more";
    return fmt::format("the slot of {} is the last one", local_time_text(outlook.gaps.begin, outlook.zone));
}

}  // namespace

std::optional<Millis> ObjectiveOutlook::worst_age() const {
    const auto longest = gaps.length();
    if (!longest) return std::nullopt;
    return objective.worst_age(*longest, window);
}

std::optional<ObjectiveOutlook> objective_outlook(const Policy& policy, SlotInstant now) {
    if (!policy.objective) return std::nullopt;
    const Millis window = policy.rules.window;
    const Millis apart = policy.objective->apart(window);
    const Schedule& schedule = policy.schedule;
    ObjectiveOutlook worst{*policy.objective, window, schedule.zone,
                           gaps_between(timetable_of(schedule, 0), now, now + looked_ahead, apart)};
    for (std::size_t place = 1; place < schedule.zones.size(); ++place) {
        SlotGaps gaps = gaps_between(timetable_of(schedule, place), now, now + looked_ahead, apart);
        if (!longer(gaps, worst.gaps)) continue;
        worst.gaps = gaps;
        worst.zone = schedule.zones[place].zone.zone;
    }
    return worst;
}

std::string text(const ObjectiveOutlook& outlook) {
    const std::string rpo = duration_text(outlook.objective.rpo);
    const SlotGaps& gaps = outlook.gaps;
    if (!gaps.end) return fmt::format("rpo {} is not held: {}", rpo, no_more_slots(outlook));
    if (outlook.holds())
        return fmt::format("rpo {}: slots are at most {} apart in the year ahead; {}", rpo,
                           duration_text(*gaps.length()), how_old(outlook, "is at most"));
    return fmt::format(
        "rpo {} is not held: {} between the slots of {} and {}; {} ({} of {} gaps in the year ahead are "
        "too long); {}",
        rpo, duration_text(*gaps.length()), local_time_text(gaps.begin, outlook.zone),
        local_time_text(*gaps.end, outlook.zone), how_old(outlook, "may become"), gaps.too_long, gaps.count,
        way_out(outlook));
}

}  // namespace ecdsnap::core
