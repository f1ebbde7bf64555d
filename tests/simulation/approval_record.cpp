#include "simulation/approval_record.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace ecdsnap::tests {

void ApprovalRecord::asked(core::WallTime now, std::optional<std::uint32_t> up_to) {
    asked_.push_back(Asked{now, up_to, std::nullopt});
}

void ApprovalRecord::refused(std::optional<std::uint32_t> up_to) {
    const auto place = std::find_if(asked_.begin(), asked_.end(),
                                    [&](const Asked& one) { return !one.confirmed && one.up_to == up_to; });
    if (place != asked_.end()) asked_.erase(place);
}

void ApprovalRecord::confirmed(core::WallTime now, std::uint32_t up_to) {
    const auto place = std::find_if(asked_.rbegin(), asked_.rend(), [&](const Asked& one) {
        return !one.confirmed && one.up_to.value_or(up_to) == up_to;
    });
    if (place != asked_.rend()) {
        place->confirmed = now;
        place->up_to = up_to;
    }
    ranges_.push_back({now, up_to, up_to});
}

void ApprovalRecord::forgotten(core::WallTime from, core::WallTime now) {
    const auto then =
        std::find_if(ranges_.rbegin(), ranges_.rend(), [&](const ApprovedRange& range) { return range.since <= from; });
    ApprovedRange range = then == ranges_.rend() ? ApprovedRange{} : *then;
    range.since = now;
    ranges_.push_back(range);
    std::erase_if(asked_, [&](const Asked& one) { return one.at > from; });
    for (Asked& one : asked_)
        if (one.confirmed && *one.confirmed > from) one.confirmed.reset();
}

void ApprovalRecord::restarted(core::WallTime now) {
    ApprovedRange range = ranges_.empty() ? ApprovedRange{} : ranges_.back();
    range.since = now;
    // They are stored in the order in which they were asked for, so what came before a confirmed one is over.
    for (auto one = asked_.rbegin(); one != asked_.rend() && !one->confirmed; ++one) {
        range.least = std::min(range.least, one->up_to.value_or(0));
        range.most = std::max(range.most, one->up_to.value_or(std::numeric_limits<std::uint32_t>::max()));
    }
    ranges_.push_back(range);
}

// At least one.
std::vector<ApprovedRange> ApprovalRecord::within(core::WallTime from, core::WallTime to) const {
    std::vector<ApprovedRange> found;
    auto range = ranges_.rbegin();
    while (range != ranges_.rend() && range->since > to)
        ++range;
    for (; range != ranges_.rend(); ++range) {
        found.push_back(*range);
        if (range->since <= from) return found;
    }
    found.push_back(ApprovedRange{});
    return found;
}

std::uint32_t ApprovalRecord::least(core::WallTime from, core::WallTime to) const {
    return std::ranges::min(within(from, to), {}, &ApprovedRange::least).least;
}

std::uint32_t ApprovalRecord::most(core::WallTime from, core::WallTime to) const {
    return std::ranges::max(within(from, to), {}, &ApprovedRange::most).most;
}

}  // namespace ecdsnap::tests
