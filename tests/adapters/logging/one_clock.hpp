// A clock that shows the time it was given. Nothing waits on it.
#pragma once

#include "ports/clock.hpp"

#include <stdexcept>

namespace ecdsnap::tests {

class OneClock final : public ports::Clock {
public:
    explicit OneClock(core::WallTime wall) : wall_(wall) {}

    core::WallTime wall_now() const override { return wall_; }
    core::SteadyTime steady_now() const override { return {}; }
    std::unique_ptr<ports::Alarm> make_alarm() override { throw std::logic_error("nothing waits on this clock"); }

private:
    core::WallTime wall_;
};

}  // namespace ecdsnap::tests
