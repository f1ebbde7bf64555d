// A clock that stands still until it is moved: months pass in milliseconds and every wait is in the hands of whoever
// drives it. Belongs to one io_context and one thread.
#pragma once

#include "ports/clock.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

namespace ecdsnap::simulation {

class VirtualClock final : public ports::Clock {
public:
    explicit VirtualClock(core::WallTime start);
    ~VirtualClock() override;

    core::WallTime wall_now() const override;
    core::SteadyTime steady_now() const override { return now_; }
    std::unique_ptr<ports::Alarm> make_alarm() override;

    // What a right clock would show: the cloud goes by this one.
    core::WallTime true_wall() const;

    // Runs what can run now, then moves to the next alarm, again and again, until `until`; time is `until` afterwards.
    void run_until(core::SteadyTime until);
    void run_for(core::Millis span) { run_until(now_ + span); }

    // One step: runs what can run now; if nothing is left, moves to the next alarm (at most `until`) and rings it.
    // false: `until` is reached and nothing is left to run.
    bool step(core::SteadyTime until);

    // The wall clock is set by somebody; steady time does not notice.
    void step_wall(core::Millis by) { wall_offset_ += by; }

    boost::asio::io_context& context() { return *context_; }

    // A crash: every coroutine is destroyed where it stands, nothing of them runs any more. What they refer to must
    // still be there.
    void crash();

    std::size_t waiting() const { return waits_.size(); }

private:
    class VirtualAlarm;
    // What is to be resumed, whatever its type.
    struct Resumption {
        virtual ~Resumption() = default;
        virtual void resume() = 0;
    };
    template <class Handler>
    struct ResumptionOf;
    using Key = std::pair<core::SteadyTime, std::uint64_t>;  // when, then first come first served

    Key add(core::SteadyTime until, std::unique_ptr<Resumption> resumption);
    void resume(Key key);

    std::unique_ptr<boost::asio::io_context> context_;
    core::SteadyTime now_{};
    core::WallTime wall_start_;
    core::Millis wall_offset_{0};
    std::map<Key, std::unique_ptr<Resumption>> waits_;
    std::uint64_t next_ = 0;
};

}  // namespace ecdsnap::simulation
