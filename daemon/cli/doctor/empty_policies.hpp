// Policies that cover nothing.
#pragma once

#include "adapters/yaml/settings_reader.hpp"
#include "cli/doctor/finding.hpp"
#include "core/forecast/fleet.hpp"
#include "ports/status_view.hpp"

namespace ecdsnap::cli {

// What doctor could list itself: a page of each site.
struct ListedDesktops {
    core::Fleet sites;
    bool all = true;  // no site has more of them, or could not be asked
};

// By the word of a daemon that is ready, since it knows every desktop.
Findings empty_policies(const ports::Status& daemon);

// Without one. Where not every desktop was listed, nobody knows of a policy that covers none of these.
Findings empty_policies(const adapters::LoadedConfig& config, const ListedDesktops& listed);

}  // namespace ecdsnap::cli
