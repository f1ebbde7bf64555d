#include "cli/inventory/inventory_report.hpp"

#include "cli/inventory/desktop_json.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace ecdsnap::cli {
namespace {

using Json = nlohmann::ordered_json;

using States = std::map<std::string, std::size_t>;

States states_of(const SiteInventory& site) {
    States states;
    for (const core::Desktop& desktop : site.desktops)
        ++states[state_of(desktop)];
    return states;
}

std::string states_text(const States& states) {
    std::vector<std::pair<std::string, std::size_t>> most(states.begin(), states.end());
    std::ranges::stable_sort(most, [](const auto& one, const auto& other) { return one.second > other.second; });
    std::string text;
    for (const auto& [state, count] : most)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, state);
    return text;
}

std::size_t data_disks_of(const SiteInventory& site) {
    return static_cast<std::size_t>(std::ranges::count_if(site.desktops, &core::Desktop::has_data_disk));
}

}  // namespace

std::string state_of(const core::Desktop& desktop) {
    if (desktop.management == core::Management::updating) return "Updating";
    if (desktop.management == core::Management::migrating) return "Migrating";
    if (desktop.status != core::DesktopStatus::unknown) return core::text(desktop.status);
    return desktop.raw_status.empty() ? "unknown" : desktop.raw_status;
}

std::string inventory_table(const std::vector<SiteInventory>& sites, std::size_t width) {
    constexpr auto right = Align::right;
    Table table({{"SITE"}, {"DESKTOPS", right}, {"WITH DATA DISK", right}, {"STATES"}});
    for (const SiteInventory& site : sites)
        table.add({core::text(site.site), std::to_string(site.desktops.size()), std::to_string(data_disks_of(site)),
                   states_text(states_of(site))});
    return table.text(width);
}

std::string inventory_json(const std::vector<SiteInventory>& sites, core::WallTime taken) {
    Json out;
    out["taken"] = core::utc_text(taken);
    out["sites"] = Json::array();
    for (const SiteInventory& site : sites) {
        Json one;
        one["site"] = core::text(site.site);
        one["account"] = site.site.account;
        one["region"] = site.site.region;
        one["taken"] = core::utc_text(site.taken);
        one["count"] = site.desktops.size();
        one["with_data_disk"] = data_disks_of(site);
        one["states"] = Json::object();
        for (const auto& [state, count] : states_of(site))
            one["states"][state] = count;
        one["desktops"] = Json::array();
        for (const core::Desktop& desktop : site.desktops)
            one["desktops"].push_back(Json::parse(desktop_json(desktop)));
        out["sites"].push_back(std::move(one));
    }
    return out.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace ecdsnap::cli
