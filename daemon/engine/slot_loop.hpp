// Opens slots when they are due, lets new desktops join, closes slots that are over, and watches whether the clock is
// trusted.
#pragma once

#include "engine/slot_opening.hpp"

#include <boost/asio/awaitable.hpp>

#include <set>
#include <string>

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

    // Tells, once, that the clock has gone wrong or is right again; the loop does so itself with each turn.
    void watch_clock();

    // false: scheduled slots are left alone (`--once`).
    void set_scheduled(bool scheduled) { scheduled_ = scheduled; }

    // When the loop last came round; it does at least every 30 s.
    core::SteadyTime last_turn() const { return last_turn_; }

private:
    boost::asio::awaitable<void> turn();
    boost::asio::awaitable<void> open_due(std::shared_ptr<const core::Policy> policy);
    boost::asio::awaitable<void> open_planned(std::shared_ptr<const core::Policy> policy, core::SlotPlan plan);
    boost::asio::awaitable<bool> pass_missed(std::shared_ptr<const core::Policy> policy, core::SlotPlan plan);
    void join();
    std::string unlisted_sites() const;
    boost::asio::awaitable<void> close_finished();
    core::SlotInstant plan_after(const core::Policy& policy);
    bool inventories_ready(const core::Policy& policy, core::SlotInstant due);
    core::SteadyTime next_turn() const;

    World& world_;
    Sites& sites_;
    std::unique_ptr<ports::Alarm> alarm_;
    std::unique_ptr<ports::Alarm> commit_;
    std::set<std::pair<std::string, core::SlotInstant>> waits_reported_;
    std::set<std::string> future_marks_reported_;
    core::SteadyTime last_turn_{};
    bool trusted_before_ = false;
    bool distrust_reported_ = false;
    bool join_ = false;
    bool scheduled_ = true;
};

}  // namespace ecdsnap::engine
