// A desktop's own time zone, by its tag: for it the times of day of its policies' cron expressions are those of that
// zone. The main configuration lists the zones that a tag may name (`tags.zones`), so that each is known, and checked,
// when the configuration is read, and a slip of the pen in a tag leaves the desktop with its policies' zones.
#pragma once

#include "core/desktop.hpp"
#include "core/policy/policy.hpp"
#include "core/time.hpp"

#include <absl/time/time.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::core {

inline constexpr std::string_view zone_tag = "ecdsnap:zone";

// Makes the schedule one for all of these zones; no zones, or a schedule without times of day: it stays as it is. Once
// for each schedule, and not for one that an objective makes: that is about ages.
void add_zones(const std::vector<NamedZone>& zones, Schedule& schedule);

// The desktop's place among the schedule's zones; 0: the schedule's own, also where it has no others.
std::size_t zone_place(const Schedule& schedule, const Desktop& desktop);

// What the desktop's tag means, for people: "its tag ecdsnap:zone is \"Europe/Berlin\": its policies' times of day are
// those of that zone". Empty: it has no such tag.
std::string zone_sentence(const std::vector<NamedZone>& zones, const Desktop& desktop);

// When a desktop is due that has the zone at that place, and that zone.
const Timetable& timetable_of(const Schedule& schedule, std::size_t zone_place);
absl::TimeZone zone_of(const Schedule& schedule, std::size_t zone_place);

// Whether the schedule is due at `instant`, in any zone.
bool is_due(const Schedule& schedule, SlotInstant instant);

// The zone by whose time of day the schedule is due at `instant`; its own, where it is due by that too or by none.
absl::TimeZone zone_at(const Schedule& schedule, SlotInstant instant);

// "2026-11-25 02:00 CET", in that zone.
std::string slot_local_time(const Schedule& schedule, SlotInstant instant);

// Which desktops a slot of the schedule is for. One that no zone has, a new policy's first slot, is for all of them.
class DueZones {
public:
    DueZones() = default;  // for all desktops
    DueZones(const Schedule& schedule, SlotInstant instant);

    // For the desktops of this zone too; on a default one, for them alone.
    void add(const Schedule& schedule, std::size_t zone_place);

    bool contains(std::size_t zone_place) const { return places_.empty() || places_[zone_place]; }
    // Of the same schedule.
    bool contains(const Schedule& schedule, const Desktop& desktop) const {
        return places_.empty() || contains(zone_place(schedule, desktop));
    }
    // The zones' names with blanks between them, "-" for the schedule's own; empty: all desktops. A slot keeps it, so
    // that a later change of the policy brings it no desktops of other zones.
    std::string names(const Schedule& schedule) const;
    // Some desktop may be due in both; the other may be a slot of another schedule with the same zones.
    bool meets(const DueZones& other) const;

private:
    std::vector<bool> places_;  // by the place of the zone; empty: all desktops
};

// What DueZones::names() said of a slot, for a desktop of the schedule as it is now.
bool is_for(std::string_view zones, const Schedule& schedule, const Desktop& desktop);

}  // namespace ecdsnap::core
