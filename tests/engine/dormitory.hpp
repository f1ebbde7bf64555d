// A fleet that sleeps, and a policy that has it woken.
#pragma once

#include "engine/scenario_checks.hpp"

#include <algorithm>
#include <chrono>
#include <string>

namespace ecdsnap::tests {

inline void wakes(core::Policy& policy) {
    policy.rules.states.hibernated = core::Hibernated::wake;
}

// So many desktops, all asleep, and a policy that has them woken.
class Dormitory : public Scenario {
public:
    explicit Dormitory(std::size_t count, std::uint64_t seed = 1) : Scenario(seed) {
        add_desktops(count);
        for (auto& [id, desktop] : truth.desktops)
            truth.fall_asleep(id);
        cloud.faults.power_most = std::chrono::seconds{10};
        policy(wakes);
    }

    std::size_t asleep() const { return in(core::DesktopStatus::hibernated); }
    std::size_t in(core::DesktopStatus status) const {
        return static_cast<std::size_t>(std::count_if(truth.desktops.begin(), truth.desktops.end(),
                                                      [&](const auto& one) { return one.second.status == status; }));
    }
    std::size_t calls(simulation::PowerChange change) const {
        return static_cast<std::size_t>(std::count_if(truth.power_calls.begin(), truth.power_calls.end(),
                                                      [&](const auto& call) { return call.change == change; }));
    }
    std::uint64_t woken() const {
        const ports::Status status = daemon_status();
        return status.sites.front().woken;
    }
    ports::Status daemon_status() const { return const_cast<Dormitory*>(this)->daemon.engine().status(); }
    std::string reason_of(core::EventId id) const {
        const core::Event* event = events.last(id);
        if (event == nullptr) return "";
        for (const core::EventField& field : event->fields)
            if (field.name == "reason") return field.value;
        return "";
    }
    bool all_back(core::Millis at_most) {
        return pass_until([this] { return asleep() == truth.desktops.size() && woken() == 0; }, at_most);
    }
    bool up(const std::string& id) { return desktop(id).status == core::DesktopStatus::running; }
};

}  // namespace ecdsnap::tests
