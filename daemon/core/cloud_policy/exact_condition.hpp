// Whether the desktops of a policy are just those of which one simple thing holds: all of the site, or those of an
// office site, a group, a tag.
#pragma once

#include "core/desktop.hpp"
#include "core/policy/selector.hpp"
#include "core/site.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ecdsnap::core {

// The one condition beside account and region by which `fleet`, all desktops of the site, divides into `attached` and
// the others; `region` itself when they are all of the site. nullopt: there is none. What the cloud did not say of a
// desktop makes no condition.
std::optional<Condition> exact_condition(const SiteId& site, const std::vector<Desktop>& fleet,
                                         const std::set<std::string, std::less<>>& attached);

// Account, region and that condition.
Selector selector_of(const SiteId& site, const Condition& condition);

}  // namespace ecdsnap::core
