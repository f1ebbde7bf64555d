// The desktops of one site as last listed completely, corrected by what was read of single ones since.
#pragma once

#include "core/desktop.hpp"
#include "core/task/task_event.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace ecdsnap::core {

// What lets one listing speak for the time since the one before: Desktop::stopped_since.
struct Continuity {
    std::optional<WallTime> cloud_now;  // by the cloud's clock, when the listing was read; nullopt: not known
    Millis longest_gap{0};  // between the starts of two listings; in a longer one anything may have happened
};

class Inventory {
public:
    // A complete listing takes the place of everything. Desktops that were listed twice (pages that moved) count once.
    void replace(std::vector<Desktop> desktops, SteadyTime listed_at, WallTime wall, const Continuity& continuity = {});

    // Known desktops that this listing does not show: they went, or slipped through its pages.
    std::vector<std::string> not_in(const std::vector<Desktop>& listed) const;

    // These ids were asked for singly, and these desktops came back: what did not come back is confirmed absent.
    void confirm(const std::vector<std::string>& asked, const std::vector<Desktop>& found);

    bool complete() const { return listed_at_.has_value(); }
    std::optional<SteadyTime> listed_at() const { return listed_at_; }
    // Whether the last listing still speaks for what came after it: Desktop::stopped_since holds until `now`.
    bool speaks_for(SteadyTime now) const { return listed_at_ && now - *listed_at_ <= longest_gap_; }
    std::optional<WallTime> listed_wall() const { return listed_wall_; }

    // Ordered by id.
    const std::vector<Desktop>& desktops() const { return *desktops_; }
    // As they are now, without copying them, for another thread to read. Whoever holds it lets it go on this
    // inventory's own thread; until then what is learned of a desktop goes into a copy.
    std::shared_ptr<const std::vector<Desktop>> shared_desktops() const { return desktops_; }
    const Desktop* find(std::string_view id) const;

    DesktopView view(std::string_view id, DiskKind disk) const;

private:
    void date_stops(std::vector<Desktop>& desktops, SteadyTime listed_at, const Continuity& continuity) const;
    std::vector<Desktop>& own_desktops();

    std::shared_ptr<std::vector<Desktop>> desktops_ = std::make_shared<std::vector<Desktop>>();
    std::unordered_set<std::string> absent_;
    std::optional<SteadyTime> listed_at_;
    Millis longest_gap_{0};
    std::optional<WallTime> listed_wall_;
};

}  // namespace ecdsnap::core
