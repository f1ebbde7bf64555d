// What every ports::Cloud must do, as one suite: call it inside a TEST_CASE with a way to make a cloud.
#pragma once

#include "contract/cloud_bench.hpp"

namespace ecdsnap::contract {

void cloud_lists_desktops(const MakeCloudPlace& make);
void cloud_lists_snapshots(const MakeCloudPlace& make);
void cloud_makes_snapshots(const MakeCloudPlace& make);
void cloud_refuses_without_effect(const MakeCloudPlace& make);
void cloud_leaves_doubt(const MakeCloudPlace& make);
void cloud_changes_power(const MakeCloudPlace& make);

}  // namespace ecdsnap::contract
