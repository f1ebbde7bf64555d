#include "cli/inventory/site_name.hpp"

#include "core/text/edit_distance.hpp"

#include <fmt/format.h>

#include <string>

namespace ecdsnap::cli {

core::TextResult<std::vector<std::size_t>> sites_named(std::string_view name, const std::vector<core::SiteId>& sites) {
    std::vector<std::size_t> places;
    std::vector<std::string> allowed{"all"};
    for (std::size_t place = 0; place < sites.size(); ++place) {
        const core::SiteId& id = sites[place];
        if (name == "all" || name == id.region || name == core::text(id)) places.push_back(place);
        allowed.push_back(core::text(id));
    }
    if (!places.empty()) return places;
    for (const core::SiteId& id : sites)
        allowed.push_back(id.region);
    const auto near = core::closest(name, allowed);
    allowed.resize(sites.size() + 1);
    return core::TextError(0, fmt::format("'{}' is no site of this configuration", name),
                           fmt::format("{}", fmt::join(allowed, ", ")), near ? "did you mean '" + *near + "'?" : "");
}

}  // namespace ecdsnap::cli
