#include "core/notify/incident.hpp"

#include "core/notify/notification.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace ecdsnap::core {
namespace {

using enum EventId;

// What has to be the same in both events; a part that is empty in the problem's event is about all.
enum Part : unsigned { account = 1, site = 2, policy = 4, reason = 8, action = 16, nothing = 0 };

struct Ending {
    EventId over;
    EventId problem;
    unsigned same;
};

constexpr std::array endings{
    Ending{root_cause_over, root_cause, site | reason},
    Ending{calls_released, calls_held_back, site | action},
    Ending{inventory_restored, inventory_failed, site},
    Ending{credentials_restored, credentials_failed, account},
    Ending{credentials_restored, credentials_expired, account},
    Ending{ledger_restored, ledger_failed, nothing},
    Ending{regions_known, regions_unknown, account},
    Ending{clock_trusted, clock_untrusted, nothing},
    Ending{window_long_enough, window_too_short, policy},
    Ending{resumed, paused, policy | site},
    Ending{pause_over, paused, policy | site},
    Ending{resumed, pause_breaks_objective, policy | site},
    Ending{pause_over, pause_breaks_objective, policy | site},
    Ending{reloaded, reload_refused, nothing},
    Ending{reloaded, reload_limited, nothing},
    Ending{approved, approval_needed, policy},
};

}  // namespace

Incident incident_of(const Event& event) {
    Incident incident;
    incident.id = event.id;
    incident.account = field_of(event, "account");
    incident.site = field_of(event, "site");
    incident.policy = field_of(event, "policy");
    incident.reason = field_of(event, "reason");
    incident.action = field_of(event, "action");
    return incident;
}

std::vector<EventId> ended_by(EventId event) {
    std::vector<EventId> problems;
    for (const Ending& ending : endings)
        if (ending.over == event) problems.push_back(ending.problem);
    return problems;
}

bool ends(const Event& event, const Incident& incident) {
    const Incident over = incident_of(event);
    return std::ranges::any_of(endings, [&](const Ending& ending) {
        if (ending.over != event.id || ending.problem != incident.id) return false;
        return ((ending.same & account) == 0 || over.account == incident.account) &&
               ((ending.same & site) == 0 || over.site == incident.site) &&
               ((ending.same & policy) == 0 || over.policy == incident.policy) &&
               ((ending.same & reason) == 0 || over.reason == incident.reason) &&
               ((ending.same & action) == 0 || over.action == incident.action);
    });
}

}  // namespace ecdsnap::core
