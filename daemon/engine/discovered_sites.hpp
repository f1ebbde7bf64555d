// Sites that nobody named: regions that the cloud was found to have (`regions: all`). One in which the account can have
// no desktops is set aside: it keeps nobody waiting and raises no alarms, and is looked at again when the regions are.
#pragma once

#include "engine/site.hpp"

namespace ecdsnap::engine {

// A listing of desktops failed. true: the site is set aside for it.
bool set_aside_if_refused(Site& site, const core::Error& error);

// The desktops of a site that was set aside were listed after all.
void take_back(Site& site);

// The cloud no longer names its region; told once.
void note_gone(Site& site);

}  // namespace ecdsnap::engine
