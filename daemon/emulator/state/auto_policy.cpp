#include "emulator/state/auto_policy.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <utility>
#include <vector>

namespace ecdsnap::emulator {

AutoPolicy& AutoPolicies::add(AutoPolicy policy) {
    return policies_.emplace_back(std::move(policy));
}

void AutoPolicies::erase(std::string_view id) {
    std::erase_if(policies_, [id](const AutoPolicy& policy) { return policy.id == id; });
}

AutoPolicy* AutoPolicies::find(RegionIndex region, std::string_view id) {
    const auto found = std::ranges::find(policies_, id, &AutoPolicy::id);
    return found == policies_.end() || found->region != region ? nullptr : &*found;
}

const AutoPolicy* AutoPolicies::find(std::string_view id) const {
    const auto found = std::ranges::find(policies_, id, &AutoPolicy::id);
    return found == policies_.end() ? nullptr : &*found;
}

std::string time_points_of(std::string_view cron) {
    std::istringstream stream{std::string(cron)};
    const std::vector<std::string> fields{std::istream_iterator<std::string>(stream), {}};
    if (fields.size() < 3 || fields[2].find_first_not_of("0123456789,") != std::string::npos) return {};
    std::string points = "[\"";
    for (const char c : fields[2])
        points += c == ',' ? std::string("\",\"") : std::string(1, c);
    return points + "\"]";
}

}  // namespace ecdsnap::emulator
