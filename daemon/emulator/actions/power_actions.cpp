#include "emulator/actions/power_actions.hpp"

#include "emulator/state/fleet_dealing.hpp"

namespace ecdsnap::emulator {
namespace {

/// From one status to another, which may itself be passing.
struct PowerChange {
    std::string_view needed;
    std::string_view becomes;
    std::size_t most_desktops;
};

std::optional<Refusal> change_power(ActionCall& call, const PowerChange& change) {
    const auto region = read_region(call);
    const auto ids = call.reader.list("DesktopId", ListSize{1, change.most_desktops});
    if (auto refusal = call.reader.finish()) return refusal;
    std::vector<DesktopIndex> desktops;
    for (const std::string& id : ids) {
        const auto desktop = read_desktop(call, *region, id);
        if (!desktop) return call.reader.finish();
        if (status_at(call.cloud.fleet.desktop(*desktop), call.now) != change.needed) {
            return refuse(400, "IncorrectDesktopStatus",
                          "The current status of the desktop does not support this operation: " + id + " is not " +
                              std::string(change.needed) + '.');
        }
        desktops.push_back(*desktop);
    }
    for (const DesktopIndex desktop : desktops) {
        std::optional<StatusChange> next;
        if (auto status = next_status(change.becomes)) {
            next = StatusChange{call.now + call.cloud.spans.between(call.cloud.rules.transition), std::move(*status)};
        }
        call.cloud.fleet.set_status(desktop, std::string(change.becomes), std::move(next));
    }
    return std::nullopt;
}

}  // namespace

std::optional<Refusal> start_desktops(ActionCall& call) {
    return change_power(call, {"Stopped", "Starting", 100});
}

std::optional<Refusal> stop_desktops(ActionCall& call) {
    const auto mode = call.reader.optional("StoppedMode");
    if (mode && *mode != "StopCharging" && *mode != "KeepCharging") {
        call.reader.refuse_with(invalid_parameter("StoppedMode", "it must be StopCharging or KeepCharging."));
    }
    call.reader.unsupported({"OsUpdate", "PatchId", "CreateSnapshot"});
    return change_power(call, {"Running", "Stopping", 100});
}

std::optional<Refusal> hibernate_desktops(ActionCall& call) {
    return change_power(call, {"Running", "Hibernating", 20});
}

std::optional<Refusal> wakeup_desktops(ActionCall& call) {
    return change_power(call, {"Hibernated", "Starting", 100});
}

}  // namespace ecdsnap::emulator
