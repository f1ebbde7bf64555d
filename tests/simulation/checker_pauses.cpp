// What a pause and a policy that only observes forbid, from when the daemon says that they are in force.
#include "core/text/utc_text.hpp"
#include "simulation/checker.hpp"
#include "simulation/event_fields.hpp"

#include <fmt/format.h>

namespace ecdsnap::tests {
namespace {

core::PauseKey key_of(const core::Event& event) {
    if (const std::string policy = field(event, "policy"); !policy.empty()) return {core::PauseScope::policy, policy};
    if (const std::string site = field(event, "site"); !site.empty()) return {core::PauseScope::site, site};
    return {};
}

bool covers(const core::PauseKey& key, const std::string& policy, const core::SiteId& site) {
    switch (key.scope) {
        case core::PauseScope::policy: return key.name == policy;
        case core::PauseScope::site: return key.name == core::text(site);
        default: return true;
    }
}

}  // namespace

void Checker::note_pause(const std::string& host, const core::Event& event) {
    const core::PauseKey key = key_of(event);
    auto& paused = hosts_.at(host).paused;
    if (event.id == core::EventId::paused) {
        paused[key] = instant_of(field(event, "until"));
        ever_paused_.insert(key);
        hosts_.at(host).watches[key] = PauseWatch{time_.wall(), paused[key], false, {}};
        return;
    }
    if (const auto watch = hosts_.at(host).watches.find(key); watch != hosts_.at(host).watches.end()) {
        check_pause_told(host, key, watch->second);
        hosts_.at(host).watches.erase(watch);
    }
    const auto place = paused.find(key);
    if (place == paused.end()) return;
    if (event.id == core::EventId::pause_over && time_.wall() + clock_tolerance < place->second)
        violate("pause over early", fmt::format("{} until {}", core::text(key), core::utc_text(place->second)));
    paused.erase(place);
}

void Checker::check_paused(const Site& site, const HostRecord& host, const TaskName& name) {
    if (host.observed.contains(name.policy)) violate("sent while observed", text(name));
    for (const auto& [key, until] : host.paused)
        if (covers(key, name.policy, site.id) && time_.wall() + clock_tolerance < until)
            violate("sent while paused",
                    fmt::format("{}: {} is paused until {}", text(name), core::text(key), core::utc_text(until)));
}

bool Checker::was_paused(const TaskName& name) const {
    for (const core::PauseKey& key : ever_paused_)
        for (const auto& site : sites_)
            if (covers(key, name.policy, site->id)) return true;
    return false;
}

}  // namespace ecdsnap::tests
