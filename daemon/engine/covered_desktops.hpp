// How many desktops each policy covers, counted once for as long as neither the policies nor the fleet change: the
// status is asked for every few seconds.
#pragma once

#include "core/figures/verified_book.hpp"
#include "engine/site.hpp"
#include "engine/world.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace ecdsnap::engine {

class CoveredDesktops {
public:
    struct OfPolicy {
        std::uint64_t desktops = 0;   // covered
        std::uint64_t with_disk = 0;  // of them: have a disk that the policy wants
        std::uint64_t excluded = 0;   // as well
    };

    // Of one site, for the ages of snapshots. What only observes is left out.
    using Places = std::vector<std::uint32_t>;  // in Inventory::desktops()
    struct AtSite {
        std::vector<core::WantedDisks> wanted;  // for each desktop: by any policy
        std::vector<Places> of_policy;          // in the order of world.policies; empty for those without an objective
        core::VerifiedMoments moments;          // of each desktop
        // Of each that has a disk which was never verified: when it was first seen so, as far as it is known.
        std::vector<core::VerifiedSecond> listed;
        std::optional<std::uint64_t> moments_of{};  // VerifiedBook::changes() then; nullopt: not looked up yet
    };
    const AtSite& at_site(const World& world, const Sites& sites, std::size_t place);

    // Of world.policies, in their order.
    const OfPolicy& of_policy(const World& world, const Sites& sites, std::size_t place);
    // Left out by every policy; in the order of the sites.
    std::uint64_t left_out(const World& world, const Sites& sites, std::size_t place);

    // What stands above the policies has changed.
    void forget() { counted_ = false; }

private:
    void count_if_changed(const World& world, const Sites& sites);
    void count(const World& world, const Sites& sites);
    void count_at(const World& world, const Site& site, std::size_t at);
    void note_listed(const World& world, const Site& site, AtSite& here);
    static void note_wanted(const core::Policy& policy, std::size_t place, const core::Desktop& desktop,
                            std::uint32_t desktop_place, AtSite& into);

    bool counted_ = false;
    Policies policies_;                   // that were counted for
    std::vector<std::uint64_t> changes_;  // Inventory::changes() then, of each site
    std::vector<OfPolicy> of_policies_;
    std::vector<std::uint64_t> left_out_;
    std::vector<AtSite> at_sites_;
    std::unordered_map<std::string, core::VerifiedSecond> first_seen_;  // of desktops with a disk never verified
};

}  // namespace ecdsnap::engine
