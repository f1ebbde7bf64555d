// Groups of this machine.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>

namespace ecdsnap::adapters {

// Whatever the machine asks for names of groups is asked, which may be a network: only at a start. nullopt: there is
// none.
std::optional<gid_t> group_number(const std::string& name);

}  // namespace ecdsnap::adapters
