#include "core/policy/desktop_zones.hpp"

#include "core/schedule/local_time_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::core {
namespace {

bool has_times_of_day(const Timetable& timetable) {
    return std::ranges::any_of(timetable.recurrences(), [](const Recurrence& recurrence) {
        return std::holds_alternative<CronExpression>(recurrence.times);
    });
}

Timetable in_zone(const Timetable& timetable, const NamedZone& zone) {
    std::vector<Recurrence> recurrences;
    for (const Recurrence& recurrence : timetable.recurrences())
        recurrences.push_back(core::in_zone(recurrence, zone.zone, zone.name));
    return Timetable(std::move(recurrences), timetable.calendars());
}

// As a slot keeps it. Place 0 is of those without a zone of their own.
std::string_view name_at(const Schedule& schedule, std::size_t place) {
    return place == 0 ? std::string_view("-") : schedule.zones[place].zone.name;
}

bool is_due(const Timetable& timetable, SlotInstant instant) {
    return timetable.next(instant - std::chrono::seconds{1}) == instant;
}

}  // namespace

void add_zones(const std::vector<NamedZone>& zones, Schedule& schedule) {
    if (zones.empty() || !has_times_of_day(schedule.timetable)) return;
    schedule.zones.push_back({{schedule.timezone, schedule.zone}, schedule.timetable});
    std::vector<Recurrence> all = schedule.timetable.recurrences();
    for (const NamedZone& zone : zones) {
        schedule.zones.push_back({zone, in_zone(schedule.zones.front().timetable, zone)});
        for (const Recurrence& recurrence : schedule.zones.back().timetable.recurrences())
            if (std::ranges::find(all, recurrence) == all.end()) all.push_back(recurrence);
    }
    schedule.timetable = Timetable(std::move(all), schedule.timetable.calendars());
}

std::size_t zone_place(const Schedule& schedule, const Desktop& desktop) {
    if (schedule.zones.empty()) return 0;
    const auto tag = std::ranges::find(desktop.tags, zone_tag, &Tag::key);
    if (tag == desktop.tags.end()) return 0;
    for (std::size_t place = 1; place < schedule.zones.size(); ++place)
        if (schedule.zones[place].zone.name == tag->value) return place;
    return 0;
}

std::string zone_sentence(const std::vector<NamedZone>& zones, const Desktop& desktop) {
    const auto tag = std::ranges::find(desktop.tags, zone_tag, &Tag::key);
    if (tag == desktop.tags.end()) return {};
    const bool counts = std::ranges::find(zones, tag->value, &NamedZone::name) != zones.end();
    return fmt::format("its tag {} is \"{}\": {}", zone_tag, tag->value,
                       counts ? "its policies' times of day are those of that zone"
                              : "`tags.zones` does not list it, so that it counts as none");
}

const Timetable& timetable_of(const Schedule& schedule, std::size_t zone_place) {
    return schedule.zones.empty() ? schedule.timetable : schedule.zones[zone_place].timetable;
}

absl::TimeZone zone_of(const Schedule& schedule, std::size_t zone_place) {
    return schedule.zones.empty() ? schedule.zone : schedule.zones[zone_place].zone.zone;
}

bool is_due(const Schedule& schedule, SlotInstant instant) {
    return is_due(schedule.timetable, instant);
}

absl::TimeZone zone_at(const Schedule& schedule, SlotInstant instant) {
    const auto due = std::ranges::find_if(schedule.zones,
                                          [&](const ZoneTimetable& zone) { return is_due(zone.timetable, instant); });
    return due == schedule.zones.end() ? schedule.zone : due->zone.zone;
}

std::string slot_local_time(const Schedule& schedule, SlotInstant instant) {
    return local_time_text(instant, zone_at(schedule, instant));
}

DueZones::DueZones(const Schedule& schedule, SlotInstant instant) {
    for (const ZoneTimetable& zone : schedule.zones)
        places_.push_back(is_due(zone.timetable, instant));
    if (std::ranges::find(places_, true) == places_.end()) places_.clear();
}

void DueZones::add(const Schedule& schedule, std::size_t zone_place) {
    places_.resize(schedule.zones.size());
    places_[zone_place] = true;
}

std::string DueZones::names(const Schedule& schedule) const {
    std::string names;
    if (std::ranges::find(places_, false) == places_.end()) return names;
    for (std::size_t place = 0; place < places_.size(); ++place)
        if (places_[place]) names += fmt::format("{}{}", names.empty() ? "" : " ", name_at(schedule, place));
    return names;
}

bool is_for(std::string_view zones, const Schedule& schedule, const Desktop& desktop) {
    if (zones.empty()) return true;
    const std::string_view wanted = name_at(schedule, zone_place(schedule, desktop));
    while (!zones.empty()) {
        const auto name = zones.substr(0, zones.find(' '));
        if (name == wanted) return true;
        zones.remove_prefix(std::min(name.size() + 1, zones.size()));
    }
    return false;
}

bool DueZones::meets(const DueZones& other) const {
    if (places_.empty() || other.places_.empty()) return true;
    for (std::size_t place = 0; place < std::min(places_.size(), other.places_.size()); ++place)
        if (places_[place] && other.places_[place]) return true;
    return false;
}

}  // namespace ecdsnap::core
