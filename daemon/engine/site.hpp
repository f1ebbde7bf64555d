// One site at work: its cloud, its inventory, its tasks. The loops beside this file work on it; each only waits and
// performs what `core` has decided.
#pragma once

#include "core/dispatch/concurrency_queue.hpp"
#include "core/dispatch/overdue_book.hpp"
#include "core/dispatch/task_board.hpp"
#include "core/figures/verified_book.hpp"
#include "core/forecast/run_outlook.hpp"
#include "core/inventory/inventory.hpp"
#include "core/reconcile/listing_lag.hpp"
#include "core/settings.hpp"
#include "core/task/task_event.hpp"
#include "core/waking/wake_book.hpp"
#include "engine/site_cloud.hpp"
#include "engine/world.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_set>

namespace ecdsnap::engine {

struct Site {
    Site(World& world_, core::SiteId id_, ports::Cloud& cloud_, core::SiteLimits limits);

    World& world;
    std::shared_ptr<const core::SiteId> id;
    SiteCloud cloud;
    std::uint32_t most_in_flight;  // sends durable and unanswered

    core::Inventory inventory;
    core::TaskBoard board;
    core::OverdueBook overdue;
    core::ConcurrencyQueue concurrency;
    core::ListingLag lag;
    core::SendSpeed speed;
    core::VerifiedBook verified;     // for metrics
    std::uint64_t creates = 0;       // sends since the start
    core::Millis snapshot_takes{0};  // from its acceptance until it was found done; a moving average
    core::WakeBook wakes;            // desktops that were woken for their snapshots; changed by waking_loop alone
    bool stamp_differs = false;
    std::array<std::optional<ports::MetLimit>, core::call_kinds> limits_remembered;  // in the ledger, or on their way

    bool discovered = false;  // its region was found, not named
    bool gone = false;        // the cloud no longer names it
    std::string unused;       // a discovered one that is set aside: why; empty: it is in use

    // This may be the site's first start: it is, when nothing of ours is listed even after this long. nullopt: it is
    // not.
    std::optional<core::Millis> first_start_after;
    // The ledger may lack snapshots of ours made since then: it was new, restored, copied, or does not know the site.
    std::optional<core::WallTime> unadopted_since;
    bool listing_adopted = false;  // of that, all but effects that are still on their way, maybe by an earlier start
    core::SteadyTime adoption_listed{};  // start of the last listing that was adopted from
    bool adopted = false;                // the start's listing is in; sends may begin
    // The last listing that was adopted from and dealt with: what it shows was made since then, and when it began.
    core::WallTime listed_from{};
    core::SteadyTime listed_at{};
    // What was made since then has to be listed before anything is sent (look_back()). nullopt: nothing has.
    std::optional<core::WallTime> look_back_from;
    bool ours_listed = false;  // a snapshot with our stamp was listed since the start
    std::string waits_for = "the first listing";

    std::set<core::TaskId> at_work;             // a coroutine is looking up, storing or sending for these
    std::set<core::TaskId> state_waiters;       // due tasks that wait for their desktop's state
    std::set<core::TaskId> wake_waiters;        // due tasks whose desktop has to be woken, or is waking up
    std::set<core::TaskId> preference_waiters;  // for a state, or an end of a session, that their policy prefers
    std::uint32_t in_flight = 0;                // sends on the wire
    bool creates_held = false;                  // as the dispatcher has told the tasks
    core::TaskId probe{};                       // the one that may send all the same, to find out; 0: none
    core::TaskId last_probe{};
    std::unordered_set<std::string>
        settled_elsewhere;  // snapshot ids of ours that belong to closed slots, known in the ledger

    // Rung when there is something new for the loop of that name.
    std::unique_ptr<ports::Alarm> dispatch;
    std::unique_ptr<ports::Alarm> inventory_wanted;
    std::unique_ptr<ports::Alarm> completion;
    std::unique_ptr<ports::Alarm> states;
    std::unique_ptr<ports::Alarm> waking;
    std::unique_ptr<ports::Alarm> adoption;
    std::unique_ptr<ports::Alarm> looking_back;
    std::set<std::string> states_reported;  // unknown desktop states that have been told
    core::TaskId last_asked{};              // by id, for its snapshot
    std::uint64_t inventories = 0;          // complete listings so far
    core::SteadyTime inventory_tried{};     // end of the last attempt
    bool inventory_failing = false;         // that attempt failed
};

using Sites = std::vector<std::unique_ptr<Site>>;

// Its snapshots have been listed, and a look back, if there is one, does not fail.
bool is_ready(const Site& site);

// Why the site may send nothing now; nullopt: it may.
std::optional<core::Reason> hold_of(const Site& site);

// What keeps this task from being sent now: an approval that is lacking, its site's hold, a pause, a policy that only
// observes (tasks that were due when that began are called off; this is for one that is followed, and would be sent
// again), its policy's limit.
std::optional<core::Reason> hold_of_task(const Site& site, const core::Task& task, const core::Slot& slot);

// Gives one event to one task and does what follows at once: stores, counts, reports, sets its alarm. What takes time
// (look-ups, intents, sends) is left to the caller, who must be the dispatcher's coroutine for this task.
core::TaskAnswer drive(Site& site, core::TaskId id, const core::TaskEvent& event);

// The same for events from outside: the task never starts to send by it; when it is due afterwards it waits for its
// turn.
void tell(Site& site, core::TaskId id, const core::TaskEvent& event);

// Every due task may go on now, or must be asked again.
void ask_all_again(Site& site);

// Puts new or recovered tasks of an open slot to work.
void admit(Site& site, core::Task task);

// The loops. Each ends soon after world.stopping and a ring of its alarm.
boost::asio::awaitable<void> dispatch_loop(Site& site, CoroutineGroup& group);
boost::asio::awaitable<void> inventory_loop(Site& site, core::Millis every);
boost::asio::awaitable<void> completion_loop(Site& site);
boost::asio::awaitable<void> state_loop(Site& site);
boost::asio::awaitable<void> waking_loop(Site& site);

// Stores what the site has learned.
void remember(Site& site);

// The same, if rate limits were met, lost or changed by more than a few per cent since.
void remember_limits(Site& site);

// Takes up the rate limits that an earlier run had met.
void recall_limits(Site& site, const ports::SiteMemory& memory);

// Takes up what the ledger remembers of the site (null: nothing), and notes durably, in front of every intent, when its
// listing must be adopted with care: a start that is killed before it has done so leaves that to the next one.
void recall(Site& site, const ports::SiteMemory* memory);

// The same for a site that is not configured now, in a ledger that is not what the last run left.
void forget_adoption(World& world, ports::SiteMemory memory);

// Lists what this site holds of ours and enters what the ledger does not know; ends with site.adopted, or when
// stopping.
boost::asio::awaitable<void> adopt_at_start(Site& site);

// Lists again before anything is sent, for a slot that was opened late: while this machine slept another daemon of the
// same owner may have made its snapshots. Nothing to do when an adoption has just listed them.
void look_back(Site& site, core::SlotInstant slot);
boost::asio::awaitable<void> look_back_loop(Site& site);

enum class ListingReach : std::uint8_t {
    all_watched,  // it shows whatever the site's tasks wait to see, if that is there
    part,         // that may have been made before its range
};

// Gives every task of the site what a listing of a range of time shows of it. false: not everything could be dealt
// with; what was not is shown again by the next listing.
boost::asio::awaitable<bool> digest(Site& site, Listing<core::Snapshot> listing, ListingReach reach);

}  // namespace ecdsnap::engine
