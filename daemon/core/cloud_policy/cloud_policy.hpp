// An automatic snapshot policy of the cloud itself as DescribeAutoSnapshotPolicy shows it, in the cloud's own words.
// What they come to as a policy of ours is translation's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ecdsnap::core {

struct CloudPolicy {
    std::string id;                        // PolicyId, "sp-…"
    std::string name;                      // PolicyName; in any script, not unique
    std::string cron;                      // CronExpression, Quartz; empty: the cloud did not say
    std::vector<std::string> time_points;  // hours of the day, "17"; empty: it did not say
    std::string disk_type;                 // "SYSTEM", "DATA", "ALL"; an open set; empty: it did not say
    std::string status;                    // "Normal", "Expire"; an open set; empty: it did not say
    std::optional<std::int64_t> retention_days;
    std::optional<std::int64_t> desktop_count;  // how many desktops it says it is applied to

    bool operator==(const CloudPolicy&) const = default;
};

// A desktop that the cloud lists as one of a policy's.
struct AttachedDesktop {
    std::string id;         // "ecd-…"
    std::string name;       // for people; empty: the cloud did not say
    std::string policy_id;  // the policy's, as the desktop's own entry has it; empty: it did not say

    bool operator==(const AttachedDesktop&) const = default;
};

}  // namespace ecdsnap::core
