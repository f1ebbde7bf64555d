#include "core/reload/change_events.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace ecdsnap::core {
namespace {

using Parts = std::vector<std::string>;

std::string counted(std::size_t count, const char* one) {
    return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

std::string joined(const Parts& parts) {
    return fmt::format("{}", fmt::join(parts, "; "));
}

void add_desktops(const ReachChange& desktops, Parts& parts) {
    if (!desktops.gained.empty())
        parts.push_back(
            fmt::format("{} gained ({})", counted(desktops.gained.size(), "desktop"), examples_text(desktops.gained)));
    if (!desktops.lost.empty())
        parts.push_back(
            fmt::format("{} lost ({})", counted(desktops.lost.size(), "desktop"), examples_text(desktops.lost)));
}

const char* fate_of(const PolicyShift& shift) {
    if (shift.before == nullptr) return "is new";
    if (shift.after == nullptr) return "is gone";
    if (shift.before->mode == shift.after->mode) return nullptr;
    return shift.after->mode == Mode::observe ? "only observes now" : "acts now";
}

// Lost ones first: they are what is missed later.
std::string examples_of(const ReachChange& desktops) {
    return examples_text(desktops.lost.empty() ? desktops.gained : desktops.lost);
}

void add_fields(const ReachChange& desktops, Event& event) {
    event.fields.push_back({"gained", std::to_string(desktops.gained.size())});
    event.fields.push_back({"lost", std::to_string(desktops.lost.size())});
    if (desktops.any()) event.fields.push_back({"examples", examples_of(desktops)});
}

Event policy_event(const PolicyShift& shift, int days) {
    Parts parts;
    if (const char* fate = fate_of(shift)) parts.emplace_back(fate);
    add_desktops(shift.desktops, parts);
    Parts details;
    if (shift.slots_before != shift.slots_after)
        details.push_back(fmt::format("slots in {} days: {} -> {}", days, shift.slots_before, shift.slots_after));
    if (shift.names)
        details.push_back(fmt::format("names of snapshots: {} -> {}", shift.names->before, shift.names->after));
    parts.insert(parts.end(), details.begin(), details.end());
    Event event{EventId::reload_change, fmt::format("policy {}: {}", shift.policy, joined(parts)), {}};
    event.fields.push_back({"policy", shift.policy});
    add_fields(shift.desktops, event);
    if (!details.empty()) event.fields.push_back({"detail", joined(details)});
    return event;
}

// Sites whose peak is another one, the greatest change first.
Parts peak_texts(const std::vector<SiteShift>& sites) {
    constexpr std::size_t most = 3;
    const auto change = [](const SiteShift* site) { return std::abs(site->peak_after - site->peak_before); };
    std::vector<const SiteShift*> changed;
    for (const SiteShift& site : sites)
        if (change(&site) >= 0.005) changed.push_back(&site);
    std::ranges::stable_sort(changed, std::ranges::greater{}, change);
    Parts texts;
    for (std::size_t place = 0; place < std::min(most, changed.size()); ++place)
        texts.push_back(fmt::format("calls at {}, at most: {:.3g} -> {:.3g} a second", text(changed[place]->site),
                                    changed[place]->peak_before, changed[place]->peak_after));
    return texts;
}

Event effect_event(const PlanChange& change, std::size_t policies, const std::string& unlisted) {
    Parts parts{fmt::format("{} -> {} backed up", change.desktops.before, counted(change.desktops.after, "desktop"))};
    if (policies == 0) parts.emplace_back("no policy's desktops, slots or names change");
    if (policies > most_told_policies) parts.push_back(fmt::format("{} policies change, not all are told", policies));
    add_desktops(change.desktops, parts);
    Parts details = peak_texts(change.sites);
    if (!unlisted.empty()) details.push_back("not counted, since not listed yet: " + unlisted);
    parts.insert(parts.end(), details.begin(), details.end());
    Event event{EventId::reload_effect, "all policies: " + joined(parts), {}};
    event.fields.push_back({"policies", std::to_string(policies)});
    add_fields(change.desktops, event);
    if (!details.empty()) event.fields.push_back({"detail", joined(details)});
    return event;
}

Event uncovered_event(const ReachedDesktops& lost) {
    Event event{EventId::reload_uncovered,
                fmt::format("{} no policy backs up any more: {}", counted(lost.size(), "desktop"), examples_text(lost)),
                {}};
    event.fields.push_back({"count", std::to_string(lost.size())});
    event.fields.push_back({"examples", examples_text(lost)});
    return event;
}

}  // namespace

std::vector<Event> change_events(const PlanChange& change, const std::string& unlisted) {
    std::vector<const PolicyShift*> shifts;
    for (const PolicyShift& shift : change.policies)
        if (shift.has_effect()) shifts.push_back(&shift);
    std::ranges::stable_sort(shifts, std::ranges::greater{},
                             [](const PolicyShift* shift) { return shift->desktops.lost.size(); });
    const auto span = std::chrono::round<std::chrono::days>(change.after.until - change.after.from);
    std::vector<Event> events;
    for (std::size_t place = 0; place < std::min(most_told_policies, shifts.size()); ++place)
        events.push_back(policy_event(*shifts[place], static_cast<int>(span.count())));
    events.push_back(effect_event(change, shifts.size(), unlisted));
    if (!change.desktops.lost.empty()) events.push_back(uncovered_event(change.desktops.lost));
    return events;
}

}  // namespace ecdsnap::core
