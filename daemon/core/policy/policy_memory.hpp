// What the ledger remembers of a policy name, also after the policy is gone.
#pragma once

#include "core/time.hpp"

#include <string>

namespace ecdsnap::core {

struct PolicyMemory {
    std::string name;
    WallTime first_seen{};    // a new name starts with its next slot after this
    SlotInstant last_slot{};  // the newest scheduled slot that was opened or passed; epoch: none
    bool removed = false;     // no policy has this name at present

    bool operator==(const PolicyMemory&) const = default;
};

}  // namespace ecdsnap::core
