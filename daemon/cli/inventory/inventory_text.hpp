// The inventory file that `ecdsnap inventory --save` writes: JSON objects one after the other, so that a fleet of any
// size is read piece by piece.
//
//   {"ecdsnap_inventory": {"version": 1, "taken": "2026-12-01T00:00:00Z", "sites": 2, "desktops": 1203}}
//   {"site": {"account": "main", "region": "cn-hangzhou", "taken": "2026-12-01T00:00:00Z", "desktops": 1200}}
//   {"Desktops": [
//   {"DesktopId": "ecd-1", …},
//   …]}
//
// What follows a site is of that site. The pages are those of DescribeDesktops (desktop_json.hpp).
#pragma once

#include "core/desktop.hpp"
#include "core/site.hpp"
#include "core/text/text_error.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ecdsnap::cli {

inline constexpr int inventory_version = 1;

struct SiteInventory {
    core::SiteId site;
    core::WallTime taken{};  // when its listing began
    std::vector<core::Desktop> desktops;
};

std::string inventory_text(const std::vector<SiteInventory>& sites, core::WallTime taken);

// What one object of a file is.
struct InventoryBegin {
    core::WallTime taken{};
    std::uint64_t sites = 0;
};
struct SiteBegin {
    core::SiteId site;
    core::WallTime taken{};
    std::uint64_t desktops = 0;
};
struct DesktopPage {};  // or anything else: whoever reads desktops says what is wrong
using InventoryPiece = std::variant<InventoryBegin, SiteBegin, DesktopPage>;

// `object`: from "{" to the "}" that ends it. Errors: it begins as a piece of an inventory file and is none.
core::TextResult<InventoryPiece> inventory_piece(std::string_view object);

}  // namespace ecdsnap::cli
