// While slots are open: how long each still takes to be sent, and what will not be sent before its window ends.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace ecdsnap::core {

// What one slot still wants of one site.
struct OpenWork {
    std::int64_t slot_id = 0;
    std::uint64_t unsent = 0;
    Millis spread_left{0};  // until the last of them is due; at least 0
    Millis window_left{0};  // less than 0: it is over
};

struct WorkOutlook {
    std::int64_t slot_id = 0;
    Millis last_start{0};         // from now on
    std::uint64_t left_over = 0;  // of the unsent: the window ends before their turn
};

// `per_second`: creates that the site starts, > 0. The nearest end of a window goes first. Ordered by slot.
std::vector<WorkOutlook> look_ahead(const std::vector<OpenWork>& work, double per_second);

// Creates a second that a site really starts. A rate that is allowed may not be reached: answers take their time.
class SendSpeed {
public:
    // `started`: creates since the site began; `waiting`: tasks that could have gone at once. Only what was started
    // between two looks with tasks waiting tells the speed.
    void look(SteadyTime now, std::uint64_t started, std::uint64_t waiting);

    // nullopt: not measured yet.
    std::optional<double> per_second() const { return per_second_; }

private:
    SteadyTime looked_at_{};
    std::uint64_t started_ = 0;
    bool waited_ = false;
    std::optional<double> per_second_;
};

// Some of a slot's `tasks` are expected to be left over; less than one in a hundred is within what such a look can
// tell, and none of few.
bool is_too_short(std::uint64_t left_over, std::uint64_t tasks);

// Says once when it has become likely that a slot's window is too short, and once when it no longer is.
class WindowWatch {
public:
    enum class News : std::uint8_t { none, too_short, long_enough };
    static constexpr int looks_needed = 2;  // in a row: one slow minute is no news

    News look(std::int64_t slot_id, std::uint64_t left_over, std::uint64_t tasks);

    void forget(std::int64_t slot_id) { slots_.erase(slot_id); }

private:
    struct Seen {
        int looks = 0;  // in a row that contradict what was told
        bool told = false;
    };
    std::map<std::int64_t, Seen> slots_;
};

}  // namespace ecdsnap::core
