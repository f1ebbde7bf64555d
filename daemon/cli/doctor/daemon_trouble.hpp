// What the running daemon has met and nobody else can find out: how the service answers calls that have an effect, and
// how fast they go.
#pragma once

#include "cli/doctor/finding.hpp"
#include "ports/status_view.hpp"

namespace ecdsnap::cli {

// Of one site. Keys, rights, clock and network are not among it: doctor looks at these itself, as they are now.
Findings trouble_at(const ports::SiteStatus& site);

// Open slots of which some tasks will not be sent in their window.
Findings short_windows(const ports::Status& status);

}  // namespace ecdsnap::cli
