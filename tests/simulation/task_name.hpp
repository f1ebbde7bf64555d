// What a snapshot's name says: the simulation's policies all use one template, so that the checker can tell a
// snapshot's task without the product's own means (stamp, key, ledger).
#pragma once

#include "core/desktop.hpp"
#include "core/slot/slot.hpp"

#include <compare>
#include <optional>
#include <string>

namespace ecdsnap::tests {

// {policy}-{slot:%Y%m%dT%H%M%S}-{desktop_id}-{disk}, with the zone UTC
struct TaskName {
    std::string policy;
    core::SlotInstant instant{};
    std::string desktop_id;
    core::DiskKind disk = core::DiskKind::system;

    auto operator<=>(const TaskName&) const = default;
};

// nullopt: not one of ours.
std::optional<TaskName> task_name_from(const std::string& snapshot_name);
std::string text(const TaskName& name);

}  // namespace ecdsnap::tests
