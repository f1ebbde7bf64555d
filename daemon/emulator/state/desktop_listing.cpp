#include "emulator/state/desktop_listing.hpp"

#include <algorithm>

namespace ecdsnap::emulator {
namespace {

bool is_among(const std::vector<std::string>& allowed, std::string_view value) {
    return allowed.empty() || std::ranges::find(allowed, value) != allowed.end();
}

bool has_tag(const Desktop& desktop, const Tag& wanted) {
    return std::ranges::any_of(desktop.tags, [&](const Tag& tag) {
        return tag.key == wanted.key && (wanted.value.empty() || tag.value == wanted.value);
    });
}

bool in_office_site(const Desktop& desktop, const DesktopFilter& filter, const std::string& region) {
    return (!filter.office_site_id || office_site_id(region, desktop.office_site) == *filter.office_site_id) &&
           (!filter.office_site_name || office_site_name(region, desktop.office_site) == *filter.office_site_name);
}

bool matches(const Desktop& desktop, const DesktopFilter& filter, const Fleet& fleet, Instant now) {
    if (desktop.region != filter.region || (filter.without_pooled && desktop.pooled)) return false;
    if (filter.only_pooled && !desktop.pooled) return false;
    if (filter.name && desktop.name != *filter.name) return false;
    if (filter.management_flag && desktop.management_flag != *filter.management_flag) return false;
    if (filter.auto_policy && desktop.auto_policy != *filter.auto_policy) return false;
    if (!is_among(filter.statuses, status_at(desktop, now)) || !is_among(filter.os_names, os_name(desktop)))
        return false;
    if (!in_office_site(desktop, filter, fleet.regions()[desktop.region])) return false;
    return std::ranges::all_of(filter.tags, [&](const Tag& tag) { return has_tag(desktop, tag); });
}

/// What the listing walks through: the ids asked for as far as they exist, else the whole region.
std::vector<DesktopIndex> asked_for(const Fleet& fleet, const std::vector<std::string>& ids) {
    std::vector<DesktopIndex> found;
    for (const std::string& id : ids) {
        if (const auto index = fleet.find(id)) found.push_back(*index);
    }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

}  // namespace

DesktopPage list_desktops(const Fleet& fleet, const DesktopFilter& filter, std::size_t from, std::size_t most,
                          Instant now) {
    std::vector<DesktopIndex> chosen;
    if (!filter.ids.empty()) chosen = asked_for(fleet, filter.ids);
    const auto walked = filter.ids.empty() ? fleet.in_region(filter.region) : std::span<const DesktopIndex>(chosen);
    DesktopPage page;
    for (std::size_t at = 0; at < walked.size(); ++at) {
        if (!matches(fleet.desktop(walked[at]), filter, fleet, now)) continue;
        ++page.total;
        if (at < from || page.next) continue;
        if (page.desktops.size() < most) {
            page.desktops.push_back(walked[at]);
        } else {
            page.next = at;
        }
    }
    return page;
}

DesktopPage list_desktops_after(const Fleet& fleet, const DesktopFilter& filter, std::size_t skip, std::size_t most,
                                Instant now) {
    if (skip == 0) return list_desktops(fleet, filter, 0, most, now);
    const DesktopPage before = list_desktops(fleet, filter, 0, skip, now);
    if (before.next) return list_desktops(fleet, filter, *before.next, most, now);
    DesktopPage nothing;
    nothing.total = before.total;
    return nothing;
}

}  // namespace ecdsnap::emulator
