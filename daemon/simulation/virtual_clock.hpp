// One host's clock and loop on the simulation's time. Its wall clock may be set wrong, it may be suspended, and it may
// crash: then every coroutine on it is destroyed where it stands, and no other host notices.
#pragma once

#include "ports/clock.hpp"
#include "simulation/virtual_time.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

namespace ecdsnap::simulation {

class VirtualClock final : public ports::Clock {
public:
    explicit VirtualClock(VirtualTime& time);  // the time outlives it
    ~VirtualClock() override;

    core::WallTime wall_now() const override { return time_.wall() + wall_offset_; }
    core::SteadyTime steady_now() const override { return time_.now(); }
    std::unique_ptr<ports::Alarm> make_alarm() override;

    // The wall clock is set by somebody; steady time does not notice.
    void step_wall(core::Millis by) { wall_offset_ += by; }
    core::Millis wall_offset() const { return wall_offset_; }

    // Nothing runs on this host until then; its clocks go on (a suspended machine, a stopped process).
    void suspend_until(core::SteadyTime until);

    boost::asio::io_context& context() { return *context_; }

    // What the coroutines refer to must still be there.
    void crash();

    std::uint64_t steps() const { return steps_; }  // handlers run so far, over crashes too

private:
    friend class VirtualTime;
    class VirtualAlarm;
    // What is to be resumed, whatever its type.
    struct Resumption {
        virtual ~Resumption() = default;
        virtual void resume() = 0;
    };
    template <class Handler>
    struct ResumptionOf;
    using Key = VirtualTime::Key;

    bool run_one();
    const Key* next_wait() const { return waits_.empty() ? nullptr : &waits_.begin()->first; }
    void resume_next() { resume(waits_.begin()->first); }
    Key add(core::SteadyTime until, std::unique_ptr<Resumption> resumption);
    void resume(Key key);
    void note_idle_wait();

    VirtualTime& time_;
    std::unique_ptr<boost::asio::io_context> context_;
    core::Millis wall_offset_{0};
    core::SteadyTime asuspend_until_{};
    std::uint64_t steps_ = 0;
    std::uint64_t idle_waits_ = 0;  // of the handler that runs: those that were over at once
    std::map<Key, std::unique_ptr<Resumption>> waits_;
};

}  // namespace ecdsnap::simulation
