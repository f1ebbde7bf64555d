#include "core/reload/reload_limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::core {
namespace {

void add_broken(const char* key, const char* verb, const ChangeLimit& limit, std::size_t before,
                const ReachedDesktops& desktops, std::vector<std::string>& broken) {
    const auto most = most_of(limit, before);
    if (!most || desktops.size() <= *most) return;
    const bool share = limit.kind == ChangeLimit::Kind::percent;
    broken.push_back(fmt::format("{} of {} desktops that are backed up now would be {} ({}); reload.{} allows {}{}",
                                 desktops.size(), before, verb, examples_text(desktops), key, text(limit),
                                 share ? fmt::format(", {} desktops", *most) : ""));
}

bool same_reach(const Policy& one, const Policy& other) {
    return one.select == other.select && one.disks == other.disks && one.mode == other.mode;
}

// Some policy of `these` is not among `those` as it is, so that its desktops may not be theirs.
bool has_other(const PlanSide& these, const PlanSide& those) {
    return std::ranges::any_of(*these.policies, [&](const Policy& one) {
        if (one.mode == Mode::observe) return false;  // it backs up nothing
        const auto other = std::ranges::find(*those.policies, one.name, &Policy::name);
        return other == those.policies->end() || !same_reach(one, *other);
    });
}

}  // namespace

std::vector<std::string> broken_limits(const ReloadLimits& limits, const ReachChange& desktops) {
    std::vector<std::string> broken;
    add_broken("max_lost", "lost", limits.max_lost, desktops.before, desktops.lost, broken);
    const auto most = most_of(limits.max_gained, desktops.before);
    if (most && desktops.gained.size() > *most)
        broken.push_back(fmt::format(
            "{} desktops would be gained, beside {} that are backed up now ({}); "
            "reload.max_gained allows {}",
            desktops.gained.size(), desktops.before, examples_text(desktops.gained), text(limits.max_gained)));
    return broken;
}

std::vector<std::string> unknown_limits(const ReloadLimits& limits, const PlanSide& before, const PlanSide& after,
                                        const std::string& sites) {
    const bool coverage_changes = *before.coverage != *after.coverage;
    // A tag may name policies: where names come or go, any desktop may change its policies.
    const bool names_count = before.coverage->policy_tag_counts || after.coverage->policy_tag_counts;
    const bool names_change = names_count && names_of(*before.policies) != names_of(*after.policies);
    const auto add = [&](const char* key, const char* verb, const ChangeLimit& limit, bool possible,
                         std::vector<std::string>& unknown) {
        if (limit.kind == ChangeLimit::Kind::unlimited) return;
        if (!possible && !coverage_changes && !names_change) return;
        unknown.push_back(
            fmt::format("the desktops of {} have not been listed since the start, so how many would be {} "
                        "is not known; reload.{} allows {}",
                        sites, verb, key, text(limit)));
    };
    std::vector<std::string> unknown;
    add("max_lost", "lost", limits.max_lost, has_other(before, after), unknown);
    add("max_gained", "gained", limits.max_gained, has_other(after, before), unknown);
    return unknown;
}

}  // namespace ecdsnap::core
