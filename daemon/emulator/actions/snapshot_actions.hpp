// CreateSnapshot, DescribeSnapshots, DeleteSnapshot.
#pragma once

#include "emulator/actions/action.hpp"

namespace ecdsnap::emulator {

std::optional<Refusal> create_snapshot(ActionCall& call);
std::optional<Refusal> describe_snapshots(ActionCall& call);
std::optional<Refusal> delete_snapshot(ActionCall& call);

}  // namespace ecdsnap::emulator
