#include "cli/simulate/fleet.hpp"

#include "cli/inventory/known_fleet.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecdsnap::cli {
namespace {

// A state that passes would last for the whole simulation, and no snapshot be taken in it. true: it was one.
bool settle(core::Desktop& desktop) {
    using Status = core::DesktopStatus;
    const bool going_down = desktop.status == Status::stopping;
    const bool coming_up =
        desktop.status == Status::starting || desktop.status == Status::rebuilding || desktop.status == Status::pending;
    const bool managed = desktop.management != core::Management::none;
    if (coming_up) desktop.status = Status::running;
    if (going_down) desktop.status = Status::stopped;
    desktop.management = core::Management::none;
    return going_down || coming_up || managed;
}

}  // namespace

core::TextResult<std::vector<std::string>> simulated_fleet(const std::vector<std::string>& files,
                                                           simulation::RehearsalPlan& plan) {
    core::Fleet sites;
    for (const auto& site : plan.sites)
        sites.push_back({site.id, site.limits, {}});
    auto known = read_fleet(files, std::move(sites));
    if (!known) return known.error();
    std::size_t changing = 0;
    for (std::size_t place = 0; place < plan.sites.size(); ++place) {
        auto& desktops = plan.sites[place].desktops;
        desktops = std::move(known->sites[place].desktops);
        for (core::Desktop& desktop : desktops)
            changing += settle(desktop) ? 1 : 0;
    }
    std::vector<std::string> notes = std::move(known->notes);
    if (changing > 0)
        notes.push_back(fmt::format("listed while changing their state, simulated as settled: {} desktop{}", changing,
                                    changing == 1 ? "" : "s"));
    return notes;
}

}  // namespace ecdsnap::cli
