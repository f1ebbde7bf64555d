// Opens slots when they are due, lets new desktops join, closes slots that are over, and watches whether the clock is
// trusted.
#pragma once

#include "engine/slot_opening.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace ecdsnap::engine {

class SlotLoop {
public:
    SlotLoop(World& world, Sites& sites);

    boost::asio::awaitable<void> run();
    void wake() { alarm_->ring(); }

    // Desktops may have appeared: give them their tasks with the next turn.
    void join_soon() {
        join_ = true;
        alarm_->ring();
    }

    // Something ended otherwise than done; it is told together with what ends in the next seconds.
    void tell_endings_soon();

    // Tells, once, that the clock has gone wrong or is right again; the loop does so itself with each turn.
    void watch_clock();

    // false: scheduled slots are left alone (`--once`).
    void set_scheduled(bool scheduled) { scheduled_ = scheduled; }

    // The wall clock may step and machines sleep: the loop never waits longer than this.
    void look_at_clock_every(core::Millis span) { longest_wait_ = span; }

    // When the loop last came round; it does so whenever it looks at the clock.
    core::SteadyTime last_turn() const { return last_turn_; }

private:
    boost::asio::awaitable<void> turn();
    boost::asio::awaitable<void> open_due(std::shared_ptr<const core::Policy> policy);
    boost::asio::awaitable<void> open_planned(std::shared_ptr<const core::Policy> policy, core::SlotPlan plan);
    boost::asio::awaitable<void> take_up_unanswered();
    void join();
    std::string unlisted_sites() const;
    boost::asio::awaitable<void> close_finished();
    core::SlotInstant plan_after(const core::Policy& policy);
    bool own_slot_ready() const;
    bool inventories_ready(const core::Policy& policy, core::SlotInstant due);
    core::SteadyTime next_turn();

    // The schedule's answer to a question that every turn asks again.
    struct Due {
        std::shared_ptr<const core::Policy> policy;
        core::SlotInstant after{};
        std::optional<core::SlotInstant> own;    // a new policy's first slot, at or before `after`
        std::optional<core::SlotInstant> first;  // that one, else the first of its slots after `after`
        bool tried = false;                      // it is due, and could not be opened when last tried
    };
    Due& next_due(const std::shared_ptr<const core::Policy>& policy);
    bool due_now(const std::shared_ptr<const core::Policy>& policy);

    World& world_;
    Sites& sites_;
    std::unique_ptr<ports::Alarm> alarm_;
    std::unique_ptr<ports::Alarm> commit_;
    std::set<std::pair<std::string, core::SlotInstant>> waits_reported_;
    std::set<std::string> future_marks_reported_;
    std::map<std::string, Due> dues_;  // by policy
    core::SteadyTime last_turn_{};
    core::SteadyTime endings_due_{};  // while there are any to be told
    std::optional<core::SteadyTime> endings_told_;
    core::Millis longest_wait_{std::chrono::seconds{30}};
    bool trusted_before_ = false;
    bool distrust_reported_ = false;
    bool join_ = false;
    bool scheduled_ = true;
};

}  // namespace ecdsnap::engine
