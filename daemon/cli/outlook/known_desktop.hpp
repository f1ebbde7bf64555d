// One desktop that a person asks about, with where it was found.
#pragma once

#include "cli/outlook/outlook.hpp"
#include "core/desktop.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace ecdsnap::cli {

struct KnownDesktop {
    core::Desktop desktop;
    std::size_t site = 0;  // its place in the outlook's fleet
};

// By id, or by a name that only one has: from the inventory; without one, by id from the cloud. Where several sites
// have it, "ACCOUNT/REGION/" in front says which. nullopt: it has been told why, and what to do; the exit code is in
// `exit_code`.
std::optional<KnownDesktop> desktop_or_tell(const Outlook& outlook, const std::string& wanted, Terminal& terminal,
                                            int& exit_code);

}  // namespace ecdsnap::cli
