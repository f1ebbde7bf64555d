// What answers say of the cloud's automatic snapshot policies: pure; as tolerant and as strict as wire_format.
#pragma once

#include "core/result.hpp"
#include "ports/cloud_policies.hpp"

#include <string_view>

namespace ecdsnap::adapters {

// DescribeAutoSnapshotPolicy. A policy without PolicyId is an error; what else it lacks stays empty.
core::Result<ports::CloudPolicyPage> read_auto_policy_page(std::string_view body);

// DescribeDesktops, of which only who it is and whose policy it names is read.
core::Result<ports::AttachedDesktopPage> read_attached_page(std::string_view body);

}  // namespace ecdsnap::adapters
