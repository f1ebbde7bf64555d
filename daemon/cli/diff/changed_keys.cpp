#include "cli/diff/changed_keys.hpp"

#include "adapters/yaml/yaml_writer.hpp"
#include "core/text/duration_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace ecdsnap::cli {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;  // in order of their keys' table

Values values_of(const adapters::EffectivePolicy& policy) {
    Values values;
    for (const adapters::EffectiveKey& key : policy.keys)
        values.emplace_back(fmt::format("{}", fmt::join(key.path, ".")), adapters::yaml_text(key.value));
    return values;
}

void add(Values& values, std::string key, std::string value) {
    values.emplace_back(std::move(key), std::move(value));
}

void add_account(Values& values, const core::AccountSettings& account) {
    const auto& all = account.all_regions;
    add(values, "regions of " + account.name,
        all ? "all, asked in " + all->asked_in : fmt::format("{}", fmt::join(account.regions, ", ")));
    add(values, "endpoint of " + account.name, account.endpoint.usual.value_or("the region's own"));
    for (const auto& [region, address] : account.endpoint.of_region)
        add(values, "endpoint of " + account.name + "/" + region, address);
}

Values values_of(const core::Settings& settings) {
    Values values;
    add(values, "owner", settings.owner);
    add(values, "inventory every", core::duration_text(settings.inventory_every));
    add(values, "tags skip", settings.coverage.skip_tag_counts ? "true" : "false");
    add(values, "tags policy", settings.coverage.policy_tag_counts ? "true" : "false");
    std::string zones;
    for (const core::NamedZone& zone : settings.zones)
        zones += (zones.empty() ? "" : ", ") + zone.name;
    add(values, "tags zones", zones.empty() ? "none" : zones);
    for (const core::FleetSite& site : core::sites_of(settings))
        add(values, "limits of " + core::text(site.id),
            fmt::format("{} requests a second, {} in flight, {} awake, a share of {}%", site.limits.requests_per_second,
                        site.limits.in_flight, site.limits.awake, site.limits.share_percent));
    for (const core::AccountSettings& account : settings.accounts)
        add_account(values, account);
    return values;
}

std::vector<KeyChange> changes(const Values& before, const Values& after) {
    std::vector<KeyChange> changed;
    const auto value_in = [](const Values& values, const std::string& key) {
        const auto found = std::ranges::find(values, key, &Values::value_type::first);
        return found == values.end() ? std::string() : found->second;
    };
    const auto is_in = [](const Values& values, const std::string& key) {
        return std::ranges::find(values, key, &Values::value_type::first) != values.end();
    };
    for (const auto& [key, value] : before)
        if (const std::string now = value_in(after, key); now != value || !is_in(after, key))
            changed.push_back({key, value, now});
    for (const auto& [key, value] : after)
        if (!is_in(before, key)) changed.push_back({key, {}, value});
    return changed;
}

}  // namespace

std::vector<KeyChange> changed_keys(const adapters::EffectivePolicy& before, const adapters::EffectivePolicy& after) {
    return changes(values_of(before), values_of(after));
}

std::vector<KeyChange> changed_settings(const core::Settings& before, const core::Settings& after) {
    std::vector<KeyChange> changed = changes(values_of(before), values_of(after));
    if (before.coverage.exclude != after.coverage.exclude)
        changed.push_back({"exclude", before.coverage.exclude.has_condition() ? "other conditions" : "",
                           after.coverage.exclude.has_condition() ? "new conditions" : ""});
    return changed;
}

}  // namespace ecdsnap::cli
