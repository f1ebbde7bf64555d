#include "emulator/actions/action.hpp"

#include "emulator/actions/auto_policy_actions.hpp"
#include "emulator/actions/desktop_actions.hpp"
#include "emulator/actions/power_actions.hpp"
#include "emulator/actions/region_actions.hpp"
#include "emulator/actions/snapshot_actions.hpp"

#include <algorithm>
#include <array>

namespace ecdsnap::emulator {

std::span<const Action> all_actions() {
    static constexpr std::array actions{
        Action{"DescribeRegions", describe_regions, true},
        Action{"DescribeDesktops", describe_desktops, true},
        Action{"StartDesktops", start_desktops, false},
        Action{"StopDesktops", stop_desktops, false},
        Action{"HibernateDesktops", hibernate_desktops, false},
        Action{"WakeupDesktops", wakeup_desktops, false},
        Action{"CreateSnapshot", create_snapshot, false},
        Action{"DescribeSnapshots", describe_snapshots, true},
        Action{"DeleteSnapshot", delete_snapshot, false},
        Action{"CreateAutoSnapshotPolicy", create_auto_policy, false},
        Action{"ModifyAutoSnapshotPolicy", modify_auto_policy, false},
        Action{"DescribeAutoSnapshotPolicy", describe_auto_policies, true},
        Action{"DeleteAutoSnapshotPolicy", delete_auto_policies, false},
        Action{"ApplyAutoSnapshotPolicy", apply_auto_policy, false},
        Action{"CancelAutoSnapshotPolicy", cancel_auto_policy, false},
    };
    return actions;
}

const Action* find_action(std::string_view name) {
    const auto actions = all_actions();
    const auto found = std::ranges::find(actions, name, &Action::name);
    return found == actions.end() ? nullptr : &*found;
}

std::optional<RegionIndex> read_region(ActionCall& call) {
    const std::string name = call.reader.required("RegionId");
    const auto region = call.cloud.fleet.find_region(name);
    if (!region) {
        call.reader.refuse_with(refuse(404, "InvalidRegionId.NotFound", "The region " + name + " is not served here."));
    }
    return region;
}

std::optional<DesktopIndex> read_desktop(ActionCall& call, RegionIndex region, std::string_view id) {
    const auto desktop = call.cloud.fleet.find(id);
    if (desktop && call.cloud.fleet.desktop(*desktop).region == region) return desktop;
    call.reader.refuse_with(
        refuse(404, "InvalidDesktopId.NotFound", "The desktop " + std::string(id) + " is not in this region."));
    return std::nullopt;
}

std::optional<PagePlace> read_next_token(ActionCall& call) {
    const auto token = call.reader.optional("NextToken");
    if (!token) return std::nullopt;
    const auto place = read_page_token(*token, call.parameters);
    if (!place) call.reader.refuse_with(invalid_parameter("NextToken", "it was not given for this question."));
    return place;
}

}  // namespace ecdsnap::emulator
