#include "simulation/trace.hpp"

#include <fmt/format.h>

namespace ecdsnap::tests {

void Trace::add(const std::string& who, const std::string& what) {
    if (!wanted_) return;
    const auto wall = time_.wall();
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{wall - day};
    lines_.push_back(fmt::format("{:02}-{:02} {:02}:{:02}:{:02}.{:03}  {:<7} {}", static_cast<unsigned>(date.month()),
                                 static_cast<unsigned>(date.day()), clock.hours().count(), clock.minutes().count(),
                                 clock.seconds().count(), clock.subseconds().count(), who, what));
}

}  // namespace ecdsnap::tests
