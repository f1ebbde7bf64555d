// Deals the desktops of inventory files out to sites, and counts what is worth a note.
#pragma once

#include "adapters/ecd/wire_format.hpp"
#include "cli/inventory/inventory_text.hpp"
#include "cli/inventory/known_fleet.hpp"
#include "core/inventory/trait_pool.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::cli {

// Errors are about a place in a file, which the caller names.
class FleetReader {
public:
    explicit FleetReader(core::Fleet sites) : sites_(std::move(sites)) {}

    // A file begins; `site` (a place among the sites): whose desktops it holds, where the command line says so.
    void begin_file(std::optional<std::size_t> site);
    // One object of it.
    core::TextResult<void> read(std::string_view object);
    // nullopt: the file is whole.
    std::optional<core::TextError> end_file();

    KnownFleet end();

private:
    struct OwnSite {
        SiteBegin begin;
        std::optional<std::size_t> place;  // nullopt: the configuration has no such site
        std::uint64_t seen = 0;
    };

    core::TextResult<void> begin_site(SiteBegin begin);
    core::TextResult<void> read_page(std::string_view object);
    std::optional<core::TextError> end_site();
    core::TextResult<std::optional<std::size_t>> site_of(const adapters::ListedDesktop& listed) const;
    core::TextResult<std::optional<std::size_t>> only_site_of(const adapters::ListedDesktop& listed) const;
    void take(core::Desktop desktop, std::size_t site);

    core::Fleet sites_;
    std::optional<std::size_t> file_site_;
    std::optional<InventoryBegin> own_file_;  // the file is one of `inventory --save`
    std::uint64_t own_sites_ = 0;             // so many of its sites have begun
    std::optional<OwnSite> own_site_;
    core::TraitPool traits_;
    std::map<std::string, std::size_t> elsewhere_;  // desktops of regions and sites that the configuration has not
    std::optional<core::WallTime> taken_;
};

}  // namespace ecdsnap::cli
