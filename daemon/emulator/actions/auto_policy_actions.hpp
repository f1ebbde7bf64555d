// CreateAutoSnapshotPolicy, ModifyAutoSnapshotPolicy, DescribeAutoSnapshotPolicy, DeleteAutoSnapshotPolicy;
// ApplyAutoSnapshotPolicy and CancelAutoSnapshotPolicy, which attach desktops and take them off again.
#pragma once

#include "emulator/actions/action.hpp"

namespace ecdsnap::emulator {

std::optional<Refusal> create_auto_policy(ActionCall& call);
std::optional<Refusal> modify_auto_policy(ActionCall& call);
std::optional<Refusal> describe_auto_policies(ActionCall& call);
std::optional<Refusal> delete_auto_policies(ActionCall& call);
std::optional<Refusal> apply_auto_policy(ActionCall& call);
std::optional<Refusal> cancel_auto_policy(ActionCall& call);

}  // namespace ecdsnap::emulator
