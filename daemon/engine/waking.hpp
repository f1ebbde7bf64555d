// Hibernated desktops and their tasks: who waits for one, who still wants one awake, and what a start takes over.
#pragma once

#include "core/waking/wake_book.hpp"
#include "engine/site.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::engine {

// What this daemon itself is doing to the desktop.
core::OwnWake own_wake_of(const Site& site, std::string_view desktop_id);

// After every turn of a task: whether it waits for its desktop to be woken, or no longer needs it awake.
void note_waking(Site& site, const core::Task& task);

// Tasks that wait for this desktop are asked again.
void ask_waiters_again(Site& site, const std::vector<std::string>& desktop_ids);

// The desktops that tasks could be sent for now if they were awake, in order of need.
std::vector<core::WakeWish> wishes_of(const Site& site);

// The same of one desktop: for the slot that it was woken for, if that is still wished for, else the first in order.
std::optional<core::WakeWish> wish_of(const Site& site, const std::string& desktop_id);

// Whether a task of the desktop is unfinished: it may soon be sent, or its snapshot is not known to have ended. What
// stands still by a person's word, or whose turn comes much later, and was not sent, needs no desktop awake.
bool wanted_awake(const Site& site, std::string_view desktop_id);

// Notes for each of the site's open wakes whether it is wanted awake, and what for.
void note_wanted(Site& site);

// A listing that others asked for, at `listed`, shows of these desktops whether they slept meanwhile: what was woken by
// us is not ours any more when it is up again. Only of those of which no call is under way.
void see_listed(Site& site, const std::vector<std::string>& desktop_ids, core::SteadyTime listed);
void see_all_listed(Site& site, core::SteadyTime listed);

// At a start: takes up what the ledger knows to be awake because of us. Of a ledger that is not what the last run left,
// and of a site that is no longer configured, nothing is put back; that is told.
void recall_wakes(World& world, Sites& sites, std::vector<core::Wake> wakes);

// Stores the durable part.
void keep(Site& site, const core::OpenWake& wake);

// --- what is told

void report_woken(Site& site, const std::vector<std::string>& desktop_ids);
void report_left_awake(World& world, const std::string& site, core::WakeEnding ending, const std::string& detail,
                       const std::vector<std::string>& desktop_ids);

// Takes off what is over, and tells how it ended; tells once what could not be woken.
void report_ended_wakes(Site& site);

}  // namespace ecdsnap::engine
