#include "core/forecast/told_warnings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace ecdsnap::core {
namespace {

using Warnings = std::vector<const PlanWarning*>;

constexpr std::size_t most_alone = 3;  // of one kind
constexpr std::size_t most_names = 10;

bool another_matter(std::uint64_t told, std::uint64_t now) {
    const std::uint64_t difference = told > now ? told - now : now - told;
    return difference * 10 > told;
}

std::string names_of(const Warnings& warnings) {
    std::string names;
    for (std::size_t place = 0; place < std::min(most_names, warnings.size()); ++place) {
        names += (names.empty() ? "" : ", ") + warnings[place]->policy;
        if (!warnings[place]->other.empty()) names += " and " + warnings[place]->other;
    }
    if (warnings.size() > most_names) names += fmt::format(" and {} more", warnings.size() - most_names);
    return names;
}

Event event_of(EventId id, const PlanWarning& warning) {
    Event event{id, warning.sentence, {}};
    event.fields.push_back({"policy", warning.policy});
    event.fields.push_back({"reason", text(warning.kind)});
    event.fields.push_back({"count", std::to_string(warning.disks)});
    return event;
}

const char* sentence_about(PlanWarningKind kind) {
    switch (kind) {
        case PlanWarningKind::matches_nothing: return "cover no disk";
        case PlanWarningKind::same_disks: return "cover disks of another policy at nearly the same time";
        case PlanWarningKind::window_too_short: return "have windows too short for their disks";
        case PlanWarningKind::service_hours: return "have slots in the hours of the service's own snapshots";
        case PlanWarningKind::needs_approval: return "wait for `ecdsnap approve`";
        case PlanWarningKind::objective_broken: return "have slots too far apart for their objective";
        case PlanWarningKind::calendar_ends: return "use a calendar whose dates end";
    }
    return "?";
}

Event event_of_several(EventId id, const char* more, const Warnings& warnings) {
    const PlanWarningKind kind = warnings.front()->kind;
    Event event{id,
                fmt::format("{}{} policies {} ({}); `ecdsnap check --inventory` tells each", warnings.size(), more,
                            sentence_about(kind), names_of(warnings)),
                {}};
    event.fields.push_back({"reason", text(kind)});
    event.fields.push_back({"count", std::to_string(warnings.size())});
    event.fields.push_back({"examples", names_of(warnings)});
    return event;
}

}  // namespace

std::vector<PlanWarning> ToldWarnings::news(const std::vector<PlanWarning>& now) {
    std::map<Key, std::uint64_t> present;
    std::vector<PlanWarning> news;
    for (const PlanWarning& warning : now) {
        const Key key(warning.kind, warning.policy, warning.other);
        const auto told = told_.find(key);
        const bool once = warning.kind == PlanWarningKind::service_hours;
        const bool known = told != told_.end() && (once || !another_matter(told->second, warning.disks));
        if (!known) news.push_back(warning);
        present[key] = known ? told->second : warning.disks;
    }
    for (const auto& [key, disks] : told_)
        if (std::get<0>(key) == PlanWarningKind::service_hours) present.emplace(key, disks);
    told_ = std::move(present);
    return news;
}

std::vector<Event> warning_events(const std::vector<PlanWarning>& warnings) {
    std::map<PlanWarningKind, Warnings> by_kind;
    for (const PlanWarning& warning : warnings)
        by_kind[warning.kind].push_back(&warning);
    std::vector<Event> events;
    for (const auto& [kind, all] : by_kind) {
        const bool together = kind == PlanWarningKind::service_hours;
        const EventId id = together ? EventId::service_hours : EventId::plan_warning;
        const std::size_t alone = together ? (all.size() == 1 ? 1 : 0) : std::min(most_alone, all.size());
        for (std::size_t place = 0; place < alone; ++place)
            events.push_back(event_of(id, *all[place]));
        const Warnings rest(all.begin() + static_cast<std::ptrdiff_t>(alone), all.end());
        if (rest.size() == 1)
            events.push_back(event_of(id, *rest.front()));
        else if (!rest.empty())
            events.push_back(event_of_several(id, alone == 0 ? "" : " more", rest));
    }
    return events;
}

}  // namespace ecdsnap::core
