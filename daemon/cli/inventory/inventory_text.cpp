#include "cli/inventory/inventory_text.hpp"

#include "cli/inventory/desktop_json.hpp"
#include "cli/json_fields.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ecdsnap::cli {
namespace {

using core::TextError;
using Json = nlohmann::ordered_json;

constexpr std::size_t page_length = 500;

std::string line(const Json& object) {
    return object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json inventory_begin(const std::vector<SiteInventory>& sites, core::WallTime taken) {
    std::size_t desktops = 0;
    for (const SiteInventory& site : sites)
        desktops += site.desktops.size();
    Json begin;
    begin["version"] = inventory_version;
    begin["taken"] = core::utc_text(taken);
    begin["sites"] = sites.size();
    begin["desktops"] = desktops;
    Json object;
    object["ecdsnap_inventory"] = std::move(begin);
    return object;
}

Json site_begin(const SiteInventory& site) {
    Json begin;
    begin["account"] = site.site.account;
    begin["region"] = site.site.region;
    begin["taken"] = core::utc_text(site.taken);
    begin["desktops"] = site.desktops.size();
    Json object;
    object["site"] = std::move(begin);
    return object;
}

// The first key of an object; empty: it does not begin with one.
std::string_view first_key(std::string_view object) {
    object.remove_prefix(std::min(object.size(), std::size_t{1}));
    object.remove_prefix(std::min(object.size(), object.find_first_not_of(" \t\r\n")));
    if (object.empty() || object.front() != '"') return {};
    object.remove_prefix(1);
    return object.substr(0, object.find('"'));
}

core::TextResult<InventoryPiece> read_inventory_begin(const JsonFields& fields) {
    const int version = fields.number<int>("version");
    if (version != inventory_version)
        return TextError(0, fmt::format("an inventory of version {}", version),
                         fmt::format("version {}", inventory_version),
                         "save it anew with this program: ecdsnap inventory --save FILE");
    InventoryBegin begin;
    begin.taken = fields.time("taken").value_or(core::WallTime{});
    begin.sites = fields.number<std::uint64_t>("sites");
    return begin;
}

core::TextResult<InventoryPiece> read_site_begin(const JsonFields& fields) {
    SiteBegin begin;
    begin.site = {fields.text("account"), fields.text("region")};
    begin.taken = fields.time("taken").value_or(core::WallTime{});
    begin.desktops = fields.number<std::uint64_t>("desktops");
    if (begin.site.account.empty() || begin.site.region.empty())
        return TextError(0, "a site without its account or region",
                         "{\"site\": {\"account\": …, \"region\": …, \"desktops\": …}}");
    return begin;
}

}  // namespace

std::string inventory_text(const std::vector<SiteInventory>& sites, core::WallTime taken) {
    std::string text = line(inventory_begin(sites, taken));
    for (const SiteInventory& site : sites) {
        text += line(site_begin(site));
        for (std::size_t place = 0; place < site.desktops.size(); ++place) {
            text += place % page_length == 0 ? "{\"Desktops\": [\n" : ",\n";
            text += desktop_json(site.desktops[place]);
            if ((place + 1) % page_length == 0 || place + 1 == site.desktops.size()) text += "\n]}\n";
        }
    }
    return text;
}

core::TextResult<InventoryPiece> inventory_piece(std::string_view object) {
    const std::string_view key = first_key(object);
    if (key != "ecdsnap_inventory" && key != "site") return DesktopPage{};
    const auto parsed = nlohmann::json::parse(object, nullptr, false);
    if (!parsed.is_object()) return TextError(0, fmt::format("the object with \"{}\" is not JSON", key));
    const JsonFields outer(parsed);
    const JsonFields fields(outer.below(key == "site" ? "site" : "ecdsnap_inventory"));
    return key == "site" ? read_site_begin(fields) : read_inventory_begin(fields);
}

}  // namespace ecdsnap::cli
