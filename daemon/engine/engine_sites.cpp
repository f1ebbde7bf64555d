// The sites of the engine: those that it begins with, and those that are found later.
#include "engine/discovered_sites.hpp"
#include "engine/engine.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::engine {

void Engine::add_site(core::SiteId site, ports::Cloud& cloud, core::SiteLimits limits, SiteOrigin origin) {
    if (world_.stopping) return;
    sites_.push_back(std::make_unique<Site>(world_, std::move(site), cloud, limits));
    Site& added = *sites_.back();
    added.discovered = origin == SiteOrigin::discovered;
    if (added.discovered) added.cloud.keep_refusals_quiet();
    if (!started_) return;
    // Whether the ledger had known it was asked at the start, when every site that it knows was added.
    recall(added, nullptr);
    start_site(added);
    world_.on_site_change();
}

void Engine::recall_sites(const std::vector<ports::SiteMemory>& memories) {
    for (auto& site : sites_) {
        const auto memory = std::find_if(memories.begin(), memories.end(),
                                         [&](const auto& candidate) { return candidate.site == *site->id; });
        recall(*site, memory == memories.end() ? nullptr : &*memory);
    }
    if (world_.ledger_current) return;
    for (const ports::SiteMemory& memory : memories)
        if (std::none_of(sites_.begin(), sites_.end(), [&](const auto& site) { return *site->id == memory.site; }))
            forget_adoption(world_, memory);
}

void Engine::start_site(Site& site) {
    loops_.spawn(site.cloud.gate().run());
    loops_.spawn(inventory_loop(site, settings_.inventory_every));
    loops_.spawn(adopt_at_start(site));
    loops_.spawn(look_back_loop(site));
    loops_.spawn(dispatch_loop(site, tasks_));
    loops_.spawn(completion_loop(site));
    loops_.spawn(state_loop(site));
    loops_.spawn(waking_loop(site));
}

void Engine::start_loops() {
    writer_.spawn(world_.writer.run());
    for (auto& site : sites_)
        start_site(*site);
    loops_.spawn(slot_loop_.run());
    loops_.spawn(prune_loop());
    started_ = true;
}

void Engine::await_regions(const std::string& account, std::string why) {
    if (world_.stopping) return;
    world_.regions_awaited[account] = std::move(why);
}

void Engine::note_regions(const std::string& account, const std::vector<std::string>& regions) {
    world_.regions_awaited.erase(account);
    for (auto& site : sites_) {
        if (!site->discovered || site->id->account != account) continue;
        if (std::find(regions.begin(), regions.end(), site->id->region) == regions.end())
            note_gone(*site);
        else
            site->gone = false;
        if (!site->unused.empty()) site->inventory_wanted->ring();
    }
    if (world_.on_site_change) world_.on_site_change();
}

std::vector<core::SiteId> Engine::site_ids() const {
    std::vector<core::SiteId> ids;
    for (const auto& site : sites_)
        ids.push_back(*site->id);
    return ids;
}

bool Engine::serves(const std::string& account) const {
    return std::any_of(sites_.begin(), sites_.end(), [&](const auto& site) { return site->id->account == account; });
}

std::map<std::string, std::string> Engine::refused_accounts() const {
    std::map<std::string, std::string> refused;  // by account: why, of one region
    for (const auto& site : sites_)
        if (!site->unused.empty()) refused.try_emplace(site->id->account, site->unused);
    for (const auto& site : sites_)
        if (site->unused.empty()) refused.erase(site->id->account);
    return refused;
}

void Engine::tell_refused_accounts() {
    const std::map<std::string, std::string> refused = refused_accounts();
    std::erase_if(refused_told_, [&](const std::string& account) { return !refused.contains(account); });
    for (const auto& [account, why] : refused) {
        if (!refused_told_.insert(account).second) continue;
        core::Event event{core::EventId::account_refused,
                          "account " + account + " may list desktops in none of its regions: " + why,
                          {}};
        event.fields.push_back({"account", account});
        event.fields.push_back({"detail", why});
        world_.events.emit(std::move(event));
    }
}

// Accounts whose desktops nobody lists: their regions are not known, or none of them is for the account.
std::vector<std::string> Engine::accounts_without_sites() const {
    std::vector<std::string> reasons;
    for (const auto& [account, why] : world_.regions_awaited)
        if (!serves(account)) reasons.push_back("account " + account + " waits for the names of its regions: " + why);
    for (const auto& [account, why] : refused_accounts())
        reasons.push_back("account " + account + " may list desktops in none of its regions: " + why);
    return reasons;
}

}  // namespace ecdsnap::engine
