// Whether the wall clock may be believed: it must agree within two minutes with the Date of the cloud's answers, aged
// by the steady clock. While it is not trusted no slot opens, no window expires and nothing is deleted.
#pragma once

#include "core/text/duration_text.hpp"
#include "core/time.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace ecdsnap::core {

class ClockTrust {
public:
    static constexpr Millis tolerance = std::chrono::minutes{2};

    // An answer arrived at `now` with this Date (whole seconds, as old as the answer's way here).
    void answer(WallTime server_date, SteadyTime now) {
        server_date_ = server_date;
        at_ = now;
    }

    // false before the first answer.
    bool trusted(WallTime wall_now, SteadyTime now) const {
        const auto off = offset(wall_now, now);
        return off && *off <= tolerance && *off >= -tolerance;
    }

    // How far the wall clock is ahead of the cloud's; nullopt before the first answer.
    std::optional<Millis> offset(WallTime wall_now, SteadyTime now) const {
        if (!server_date_) return std::nullopt;
        return wall_now - (*server_date_ + std::chrono::duration_cast<Millis>(now - at_));
    }

private:
    std::optional<WallTime> server_date_;
    SteadyTime at_{};
};

// Of an offset: "16m ahead of the cloud's". Dates have whole seconds, and so has this.
inline std::string clock_difference_text(Millis ahead) {
    const auto whole = std::chrono::round<std::chrono::seconds>(std::chrono::abs(ahead));
    if (whole == std::chrono::seconds{0}) return "the same as the cloud's";
    return duration_text(whole) + (ahead > Millis{0} ? " ahead of" : " behind") + " the cloud's";
}

}  // namespace ecdsnap::core
