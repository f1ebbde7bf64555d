#include "emulator/admin/auto_policies_page.hpp"

#include "emulator/admin/json_body.hpp"

#include <utility>
#include <vector>

namespace ecdsnap::emulator {
namespace {

void write_view(JsonWriter& json, const AutoPolicy& policy, const Fleet& fleet) {
    json.begin_object()
        .member("id", policy.id)
        .member("name", policy.name)
        .member("region", fleet.regions()[policy.region])
        .member("cron", policy.cron)
        .member("time_points", policy.time_points)
        .member("retention_days", policy.retention_days)
        .member("disk_type", policy.disk_type)
        .member("status", policy.status)
        .key("desktops")
        .begin_array();
    for (const Desktop& desktop : fleet.desktops())
        if (desktop.auto_policy == policy.id) json.value(desktop.id);
    json.end_array().end_object();
}

std::vector<DesktopIndex> read_desktops(JsonBody& body, const Fleet& fleet, RegionIndex region) {
    std::vector<DesktopIndex> desktops;
    for (const std::string& id : body.texts("desktops").value_or(std::vector<std::string>{})) {
        const auto desktop = fleet.find(id);
        if (!desktop || fleet.desktop(*desktop).region != region) {
            body.fail("there is no desktop " + id + " in this region");
            return {};
        }
        desktops.push_back(*desktop);
    }
    return desktops;
}

}  // namespace

std::string view_auto_policies(const Emulator& emulator) {
    JsonWriter json;
    json.begin_object().key("auto_policies").begin_array();
    for (const AutoPolicy& policy : emulator.cloud.auto_policies.all())
        write_view(json, policy, emulator.cloud.fleet);
    return json.end_array().end_object().take();
}

Changed plant_auto_policy(Emulator& emulator, const std::string& text, Instant now) {
    JsonBody body{text};
    Cloud& cloud = emulator.cloud;
    const auto region = cloud.fleet.find_region(body.text("region").value_or(cloud.fleet.regions().front()));
    if (!region) body.fail("there is no such region");
    const auto desktops = read_desktops(body, cloud.fleet, region.value_or(0));
    AutoPolicy policy;
    policy.name = body.text("name").value_or("planted");
    policy.cron = body.text("cron").value_or("");
    policy.time_points = body.text("time_points").value_or(time_points_of(policy.cron));
    policy.disk_type = body.text("disk_type").value_or("");
    policy.status = body.text("status").value_or("Normal");
    const double days = body.number("retention_days").value_or(7);
    if (days < 0 || days > 100'000) body.fail("retention_days must be from 0 to 100000");
    if (const auto problem = body.finish()) return *problem;
    policy.id = "sp-" + cloud.ids.base36(16);
    policy.region = *region;
    policy.retention_days = static_cast<int>(days);
    policy.created = now + cloud.skew;
    const AutoPolicy& planted = cloud.auto_policies.add(std::move(policy));
    for (const DesktopIndex desktop : desktops)
        cloud.fleet.set_auto_policy(desktop, planted.id);
    JsonWriter json;
    write_view(json, planted, cloud.fleet);
    return AdminAnswer{json.take()};
}

}  // namespace ecdsnap::emulator
