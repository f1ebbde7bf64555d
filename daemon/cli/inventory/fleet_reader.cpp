#include "cli/inventory/fleet_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::cli {
namespace {

using core::TextError;
using core::TextResult;

std::string desktops_of(std::size_t count) {
    return fmt::format("{} desktop{}", count, count == 1 ? "" : "s");
}

// In order of ids; of those with the same id the last one stays. Returns how many were dropped.
std::size_t settle(std::vector<core::Desktop>& desktops) {
    const auto all = desktops.size();
    std::ranges::stable_sort(desktops, {}, &core::Desktop::id);
    std::ranges::reverse(desktops);  // unique() keeps the first one
    const auto same = [](const core::Desktop& one, const core::Desktop& other) { return one.id == other.id; };
    desktops.erase(std::unique(desktops.begin(), desktops.end(), same), desktops.end());
    std::ranges::reverse(desktops);
    return all - desktops.size();
}

}  // namespace

void FleetReader::begin_file(std::optional<std::size_t> site) {
    file_site_ = site;
    own_file_.reset();
    own_sites_ = 0;
}

TextResult<void> FleetReader::read(std::string_view object) {
    auto piece = inventory_piece(object);
    if (!piece) return piece.error();
    if (const auto* begin = std::get_if<InventoryBegin>(&*piece)) {
        own_file_ = *begin;
        return {};
    }
    if (auto* begin = std::get_if<SiteBegin>(&*piece)) return begin_site(std::move(*begin));
    return read_page(object);
}

TextResult<void> FleetReader::begin_site(SiteBegin begin) {
    if (auto problem = end_site()) return *problem;
    ++own_sites_;
    const bool said = begin.taken != core::WallTime{};
    if (said && (!taken_ || begin.taken < *taken_)) taken_ = begin.taken;
    OwnSite site;
    const auto found = std::ranges::find(sites_, begin.site, &core::FleetSite::id);
    if (found != sites_.end()) site.place = static_cast<std::size_t>(found - sites_.begin());
    site.begin = std::move(begin);
    own_site_ = std::move(site);
    return {};
}

TextResult<void> FleetReader::read_page(std::string_view object) {
    auto desktops = adapters::read_listed_desktops(object);
    if (!desktops)
        return TextError(0, desktops.error().message, "what DescribeDesktops answers: {\"Desktops\": [...]}");
    if (own_site_) own_site_->seen += desktops->size();
    for (adapters::ListedDesktop& listed : *desktops) {
        const auto site = site_of(listed);
        if (!site) return site.error();
        if (*site)
            take(std::move(listed.desktop), **site);
        else
            ++elsewhere_[own_site_ ? core::text(own_site_->begin.site) : listed.region];
    }
    return {};
}

// nullopt: the file is whole so far.
std::optional<TextError> FleetReader::end_site() {
    const auto site = std::exchange(own_site_, std::nullopt);
    if (!site || site->seen == site->begin.desktops) return std::nullopt;
    return TextError(0,
                     fmt::format("{} of {} {} there: the file is not whole", site->seen,
                                 desktops_of(site->begin.desktops) + " of " + core::text(site->begin.site),
                                 site->begin.desktops == 1 ? "is" : "are"),
                     {}, "save it anew: ecdsnap inventory --save FILE");
}

std::optional<TextError> FleetReader::end_file() {
    if (auto problem = end_site()) return problem;
    if (!own_file_ || own_sites_ == own_file_->sites) return std::nullopt;
    return TextError(0, fmt::format("{} of {} sites are there: the file is not whole", own_sites_, own_file_->sites),
                     {}, "save it anew: ecdsnap inventory --save FILE");
}

// nullopt: of a region or a site that the configuration has not.
TextResult<std::optional<std::size_t>> FleetReader::site_of(const adapters::ListedDesktop& listed) const {
    if (own_site_) return own_site_->place;
    if (!file_site_) return only_site_of(listed);
    const std::string& region = sites_[*file_site_].id.region;
    if (listed.region.empty() || listed.region == region) return file_site_;
    return TextError(
        0, fmt::format("{} is in {}, but the file was given for {}", listed.desktop.id, listed.region, region));
}

TextResult<std::optional<std::size_t>> FleetReader::only_site_of(const adapters::ListedDesktop& listed) const {
    std::optional<std::size_t> found;
    for (std::size_t place = 0; place < sites_.size(); ++place) {
        if (!listed.region.empty() && listed.region != sites_[place].id.region) continue;
        if (found)
            return TextError(
                0,
                fmt::format("{} may be of {} or {}", listed.desktop.id, core::text(sites_[*found].id),
                            core::text(sites_[place].id)),
                listed.region.empty() ? "REGION=FILE, since the file does not say RegionId" : "ACCOUNT/REGION=FILE");
        found = place;
    }
    return found;
}

// Pages share nothing; a fleet's traits are kept once.
void FleetReader::take(core::Desktop desktop, std::size_t site) {
    if (desktop.traits) desktop.traits = traits_.share(std::move(desktop.traits));
    sites_[site].desktops.push_back(std::move(desktop));
}

KnownFleet FleetReader::end() {
    KnownFleet fleet;
    for (const auto& [place, count] : elsewhere_)
        fleet.notes.push_back(
            fmt::format("left out of the inventory: {} in {}, which no account of the configuration has",
                        desktops_of(count), place));
    std::size_t twice = 0;
    for (core::FleetSite& site : sites_)
        twice += settle(site.desktops);
    if (twice > 0)
        fleet.notes.push_back(
            fmt::format("more than once in the inventory, the last one counts: {}", desktops_of(twice)));
    for (const core::FleetSite& site : sites_)
        if (site.desktops.empty())
            fleet.notes.push_back(fmt::format("the inventory has no desktop of {}", core::text(site.id)));
    fleet.sites = std::move(sites_);
    fleet.taken = taken_;
    return fleet;
}

}  // namespace ecdsnap::cli
