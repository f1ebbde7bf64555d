// The account's automatic snapshot policies, which the service keeps for each region. The emulator keeps and shows
// them, and makes no snapshots by them.
#pragma once

#include "emulator/state/desktop.hpp"

#include <deque>
#include <string>
#include <string_view>

namespace ecdsnap::emulator {

struct AutoPolicy {
    std::string id;  // sp-...
    std::string name;
    RegionIndex region = 0;
    std::string cron;         // as it was sent
    std::string time_points;  // as it is listed: the hours of the expression, a JSON array; empty: the field is absent
    int retention_days = 0;
    std::string disk_type;  // SYSTEM, DATA, ALL; empty: the field is absent
    std::string status = "Normal";
    Instant created;
};

class AutoPolicies {
public:
    AutoPolicy& add(AutoPolicy policy);
    void erase(std::string_view id);

    AutoPolicy* find(RegionIndex region, std::string_view id);
    const AutoPolicy* find(std::string_view id) const;
    const std::deque<AutoPolicy>& all() const { return policies_; }  // in the order of creation

private:
    std::deque<AutoPolicy> policies_;
};

/// ["5","7"] of "0 0 5,7 ? * 2/2"; empty when the hours are no plain list.
std::string time_points_of(std::string_view cron);

}  // namespace ecdsnap::emulator
