// Judges a run by what really happened in the cloud and by what the daemon said: never by its ledger or its stamps,
// except that no call may start before its intent is durable. It looks on at every step and at the end.
#pragma once

#include "simulation/approval_record.hpp"
#include "simulation/plan.hpp"
#include "simulation/simulated_daemon.hpp"
#include "simulation/task_name.hpp"
#include "simulation/trace.hpp"

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ecdsnap::tests {

struct Violation {
    std::string rule;  // "duplicate", "sent without intent", …
    std::string what;
    core::WallTime at{};
};

// A time in which something was wrong that may explain a task that was not done.
struct Trouble {
    core::WallTime from{};
    core::WallTime to{};
};

// A listing of one desktop's snapshots.
struct Look {
    core::WallTime started{};
    core::WallTime answered{};  // its first page, perhaps in the future
};

// What was done in `from`..`to` is not in the ledger that the host went on with at `recovered`.
struct Forgotten {
    core::WallTime from{};
    core::WallTime to{};
    core::WallTime recovered{};
};

// A pause beside objectives.
struct PauseWatch {
    core::WallTime since{};
    core::WallTime until{};
    bool ends_unseen = false;      // somebody asked for its end, or for another one, and the answer may be lost
    std::set<std::string> broken;  // policies whose objective it breaks, as this process said
};

// What the stage knows of one daemon's host.
struct HostRecord {
    simulation::SimulatedDaemon* daemon = nullptr;
    core::WallTime started{};  // of the present process
    std::vector<core::WallTime> starts;
    core::WallTime clock_set{};  // last change of its wall clock
    core::WallTime wakes{};      // from its last sleep
    std::vector<Forgotten> forgotten;
    std::map<core::PauseKey, core::WallTime> paused;  // until when, as it said
    std::set<std::string> observed;                   // policies that make no snapshots, as it said
    std::map<std::string, ApprovalRecord> approvals;  // by policy
    std::map<std::string, core::WallTime> known;      // desktops, by when this process first read of them
    // Those that it said are in force, and what it told of them.
    std::map<core::PauseKey, PauseWatch> watches;

    bool forgot(core::WallTime moment) const;
    // Its ledger is one from `from`.
    void forget(core::WallTime from, core::WallTime now);
};

// How long a wall clock may be off and be trusted, with a Date's whole second.
inline constexpr core::Millis clock_tolerance = std::chrono::minutes{2} + std::chrono::seconds{3};

class Checker {
public:
    Checker(const Plan& plan, simulation::VirtualTime& time, Trace& trace);
    ~Checker();

    // --- what the stage tells
    void watch_cloud(core::SiteId site, simulation::SimulatedCloud& cloud);
    void watch_host(const std::string& host, simulation::SimulatedDaemon& daemon);
    HostRecord& host(const std::string& name) { return hosts_.at(name); }
    void note_trouble(core::Millis lasts);  // from now on
    void note_absent(const std::string& desktop_id) { ever_absent_.insert(desktop_id); }
    void note_arrival(const std::string& desktop_id) { arrivals_[desktop_id] = time_.wall(); }
    void note_asleep(const std::string& desktop_id) { ever_asleep_.insert(desktop_id); }
    void note_policy_change() { policies_changed_ = true; }
    void note_pause_asked(const core::PauseKey& key) { ever_paused_.insert(key); }  // stored even if refused, perhaps
    void note_pause_left(const std::string& host, const core::PauseKey& key);  // its end was asked for, or another one
    void note_approval_asked(const std::string& policy, std::optional<std::uint32_t> up_to);
    void note_approval_answer(const std::string& policy, std::optional<std::uint32_t> up_to,
                              const core::Result<core::Approval>& answer);
    void note_state(const std::string& desktop_id, core::DesktopStatus status);
    // What `ecdsnap history` shows, before a ledger goes and at the end.
    enum class History : bool { passing, last };
    void note_history(const simulation::LedgerState& ledger, History which);
    void note_start(const std::string& host);

    void on_event(const std::string& host, const core::Event& event);
    // Everything has been well for as long as the plan's calm.
    void check_end(core::WallTime trouble_over);

    const std::vector<Violation>& violations() const { return violations_; }
    std::uint64_t duplicates_excused() const { return excused_; }
    std::uint64_t tasks() const { return outcomes_.size(); }
    std::uint64_t done() const;

private:
    class Observer;
    friend class Observer;
    struct Site {
        core::SiteId id;
        simulation::SimulatedCloud* cloud = nullptr;
        std::unique_ptr<Observer> observer;
    };
    struct Block {  // told to wait
        core::SteadyTime told{};
        core::SteadyTime until{};
    };
    struct Lane {  // calls of one host to one site
        std::deque<core::SteadyTime> starts;
        std::array<Block, 3> blocks;  // by core::CallKind
    };
    struct TaskRecord {
        std::size_t site = 0;
        std::vector<std::uint64_t> numbers;  // of its calls
    };
    struct Verified {
        core::WallTime at{};
        core::WallTime slot{};
    };
    using SlotName = std::pair<std::string, core::SlotInstant>;

    static SlotName slot_of(const core::Event& event);
    void violate(std::string rule, std::string what);
    void check_lane(const Site& site, const std::string& host, core::CallKind kind);
    void check_call_count(const TaskName& name);
    void check_create(Site& site, const simulation::CreateCall& call);
    void check_intent(const Site& site, const HostRecord& host, const TaskName& name, const std::string& full_name);
    void check_duplicate(Site& site, const HostRecord& host, const TaskName& name, const simulation::CreateCall& call);
    std::vector<const simulation::TrueSnapshot*> live_of(const TaskName& name) const;
    bool could_know(const Site& site, const HostRecord& host, const simulation::TrueSnapshot& earlier,
                    const simulation::CreateCall& call) const;
    void check_resend(const Site& site, const HostRecord& host, const TaskName& name,
                      const simulation::CreateCall& call);
    void check_look_after_busy(const TaskName& name, const simulation::CreateCall& busy,
                               const simulation::CreateCall& call);
    bool found_since(const Site& site, const simulation::CreateCall& earlier, const simulation::CreateCall& call) const;
    void check_window(const std::string& host, const TaskName& name);
    void check_paused(const Site& site, const HostRecord& host, const TaskName& name);
    void note_pause(const std::string& host, const core::Event& event);
    bool was_paused(const TaskName& name) const;
    const core::TaskRules* rules_of(const std::string& policy) const;  // nullptr: not one of the plan's
    const PlannedPolicy* planned(const std::string& policy) const;     // nullptr: not one of the plan's
    std::optional<std::uint32_t> approve_above(const std::string& policy) const;
    std::size_t always_there() const;  // desktops; so many a slot of a policy has at least
    std::size_t always_in(const SlotName& slot, core::WallTime opened) const;
    std::size_t ever_in(const SlotName& slot) const;
    std::size_t ever_there() const;  // and at most
    void note_whole_slot(const std::string& host, const core::Event& event);
    void check_approved(const HostRecord& host, const TaskName& name, const simulation::CreateCall& call);
    void note_approved(const std::string& host, const core::Event& event);
    void check_approval_needed(const std::string& host, const core::Event& event);
    void check_capacity(const TaskName& name, const ports::HistoryEntry& entry);
    bool waited_for_approval(const TaskName& name, const ports::HistoryEntry& entry);
    bool in_the_way(core::WallTime from, core::WallTime to) const;
    void note_broken_objective(const std::string& host, const core::Event& event);
    void check_newest(const std::string& host, const PlannedPolicy& broken, core::SlotInstant told);
    void check_pause_told(const std::string& host, const core::PauseKey& key, const PauseWatch& watch);
    void check_objectives(core::WallTime trouble_over);
    std::optional<std::vector<Verified>> verified_of(const TaskName& disk) const;
    void check_objective(const PlannedPolicy& kept, const TaskName& disk, core::WallTime trouble_over);
    std::set<TaskName> on_way(const Site& site, const HostRecord& host, const std::string& whose,
                              const std::string& policy) const;
    void check_concurrency(const Site& site, const HostRecord& host, const TaskName& name,
                           const simulation::CreateCall& call);
    bool had_no_place(const TaskName& name, core::WallTime window_end) const;
    bool stayed_stopped(const std::string& desktop_id, core::WallTime from, core::WallTime to) const;
    void check_unchanged(const TaskName& name, const core::Task& task);
    bool is_policy_will(const TaskName& name, const core::Task& task);
    void note_window(const std::string& host, const core::Event& event);
    bool two_slots_at_once(const TaskName& name) const;
    void check_done(const core::Event& event);
    void check_missed(const std::string& host, const core::Event& event);
    void check_slot_time(const PlannedPolicy& planned, const SlotName& slot);
    bool is_overtaken(const PlannedPolicy& planned, core::SlotInstant slot, bool away, core::WallTime until) const;
    void check_first_slot(const PlannedPolicy& planned, const SlotName& slot);
    void check_slot_opened(const std::string& host, const core::Event& event);
    void note_shown(const std::string& host, const core::Desktop& desktop, core::WallTime started);
    void check_power(Site& site, const simulation::PowerCall& call);
    void check_wake(const Site& site, const simulation::PowerCall& call);
    void check_hibernate(const Site& site, const simulation::PowerCall& call, const std::string& desktop_id);
    const simulation::PowerCall* last_wake(const Site& site, const std::string& host,
                                           const std::string& desktop_id) const;
    bool tried_to_wake(const TaskName& name, core::WallTime until) const;
    using DesktopTimes = std::map<std::pair<std::string, std::string>, core::WallTime>;  // by host and desktop
    void note_each(const std::string& host, const core::Event& event, DesktopTimes& times) const;
    bool is_kept_awake(const simulation::PowerCall& wake, const std::string& desktop_id) const;
    void check_put_back(core::WallTime end);
    void check_outcomes(core::WallTime trouble_over);
    void check_outcome(const ports::HistoryEntry& entry);
    void check_not_done(const TaskName& name, const ports::HistoryEntry& entry);
    void check_extras();
    void check_slots(core::WallTime trouble_over);
    void check_taken(const SlotName& slot);
    void check_arrivals(core::WallTime trouble_over);
    void check_tasks_of_slots(core::WallTime trouble_over);
    bool is_for(const SlotName& slot, const core::Desktop& desktop) const;
    bool came_too_late(const SlotName& slot, core::WallTime opened, const core::Desktop& desktop) const;
    void check_zones();
    const simulation::TrueSnapshot* find_snapshot(const std::string& id) const;
    // Whether what a ledger does not know can be told from the snapshots themselves.
    bool stamps_whole() const { return plan_.faults.description_cut >= 80; }
    bool troubled(core::WallTime from, core::WallTime to) const;
    bool just_started(core::WallTime moment) const;
    bool forgotten_anywhere(core::WallTime moment) const;

    const Plan& plan_;
    simulation::VirtualTime& time_;
    Trace& trace_;
    std::vector<std::unique_ptr<Site>> sites_;
    std::map<std::string, HostRecord> hosts_;
    std::map<std::pair<std::string, std::string>, Lane> lanes_;  // host, site
    std::map<TaskName, TaskRecord> tasks_;
    std::map<std::pair<std::string, SlotName>, core::WallTime> window_ends_;  // as that host told
    std::set<SlotName> scheduled_;
    std::set<SlotName> manual_;
    std::map<std::pair<std::string, std::string>, std::deque<Look>> looks_;  // host, desktop
    std::set<std::string> sent_;
    DesktopTimes shown_asleep_;                                 // newest such reading
    DesktopTimes left_;                                         // given up or left to others
    DesktopTimes kept_;                                         // told to be awake for its tasks for hours
    std::map<std::string, std::vector<core::WallTime>> wakes_;  // by desktop: its wake calls
    std::map<std::pair<std::string, SlotName>, std::map<std::string, core::WallTime>> touched_;  // by host: desktops
    std::map<std::pair<std::string, SlotName>, core::WallTime> whole_slots_;  // by host, when they were opened
    std::set<std::string> ever_asleep_;
    std::map<std::pair<std::string, SlotName>, core::WallTime> opened_;  // by host
    std::map<TaskName, ports::HistoryEntry> outcomes_;
    std::map<SlotName, core::Slot> slots_in_history_;
    std::map<std::string, std::set<core::SlotInstant>> first_slots_;  // of policies, beside their schedules
    std::set<std::string> reported_extras_;
    std::set<core::PauseKey> ever_paused_;
    std::set<std::string> ever_absent_;
    std::map<std::string, std::vector<std::pair<core::WallTime, core::DesktopStatus>>> states_;  // by desktop
    std::map<std::string, core::WallTime> arrivals_;  // desktops that came for good
    std::vector<Trouble> troubles_;
    std::vector<Violation> violations_;
    bool policies_changed_ = false;
    std::uint64_t excused_ = 0;
};

}  // namespace ecdsnap::tests
