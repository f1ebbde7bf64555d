#include "cli/diff/config_change.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

namespace ecdsnap::cli {
namespace {

constexpr auto right = Align::right;

std::string shown(const std::string& value) {
    return value.empty() ? "(none)" : core::printable(value);
}

std::string keys_text(const std::vector<KeyChange>& keys, const char* indent) {
    std::string out;
    for (const KeyChange& key : keys)
        out += fmt::format("{}{}: {} -> {}\n", indent, key.key, shown(key.before), shown(key.after));
    return out;
}

std::string policies_text(const ConfigChange& change) {
    std::string out;
    for (const PolicyChange& policy : change.policies) {
        if (policy.fate == PolicyFate::unchanged) continue;
        const char* sign = policy.fate == PolicyFate::added ? "+" : policy.fate == PolicyFate::removed ? "-" : "~";
        out += fmt::format("{} policy {} is {}\n", sign, policy.shift.policy, text(policy.fate));
        out += keys_text(policy.keys, "    ");
    }
    return out;
}

void add_reach(Table& table, const std::string& name, const core::ReachChange& change) {
    if (!change.any()) return;
    std::string example;
    if (!change.gained.empty()) example = "gained: " + core::examples_text(change.gained);
    if (!change.lost.empty()) example += (example.empty() ? "lost: " : "; lost: ") + core::examples_text(change.lost);
    table.add({name, std::to_string(change.before), std::to_string(change.after), std::to_string(change.gained.size()),
               std::to_string(change.lost.size()), example});
}

std::string desktop_table(const ConfigChange& change, std::size_t width) {
    if (!change.fleet_known)
        return "\n! no inventory: which desktops are gained and lost is not known; `ecdsnap inventory --save FILE` "
               "makes one\n";
    Table table(
        {{"DESKTOPS OF"}, {"BEFORE", right}, {"AFTER", right}, {"GAINED", right}, {"LOST", right}, {"FOR EXAMPLE"}});
    for (const PolicyChange& policy : change.policies)
        add_reach(table, policy.shift.policy, policy.shift.desktops);
    add_reach(table, "any policy", change.plan.desktops);
    std::string out = table.empty() ? "\nno desktop is gained or lost\n" : "\n" + table.text(width);
    if (!change.plan.desktops.lost.empty())
        out += fmt::format("! {} desktop{} no policy backs up any more\n", change.plan.desktops.lost.size(),
                           change.plan.desktops.lost.size() == 1 ? "" : "s");
    return out;
}

std::string slot_table(const ConfigChange& change, std::size_t width) {
    Table table({{"SLOTS OF"}, {"BEFORE", right}, {"AFTER", right}});
    for (const PolicyChange& policy : change.policies)
        if (policy.fate != PolicyFate::unchanged || policy.shift.slots_before != policy.shift.slots_after)
            table.add({policy.shift.policy, std::to_string(policy.shift.slots_before),
                       std::to_string(policy.shift.slots_after)});
    table.add({"all policies", std::to_string(change.plan.before.slots.size()),
               std::to_string(change.plan.after.slots.size())});
    return fmt::format("\nfrom {} until {}:\n", core::utc_text(change.plan.after.from),
                       core::utc_text(change.plan.after.until)) +
           table.text(width);
}

std::string site_table(const ConfigChange& change, std::size_t width) {
    if (!change.fleet_known) return "";
    Table table({{"SITE"}, {"CALLS BEFORE", right}, {"AFTER", right}, {"PEAK BEFORE", right}, {"AFTER", right}, {""}});
    for (const core::SiteShift& site : change.plan.sites)
        table.add({core::text(site.site), fmt::format("{:.0f}", site.calls_before),
                   fmt::format("{:.0f}", site.calls_after), fmt::format("{:.3g}/s", site.peak_before),
                   fmt::format("{:.3g}/s", site.peak_after),
                   !site.is_there    ? "is no site any more"
                   : !site.was_there ? "is new"
                                     : ""});
    return "\n" + table.text(width);
}

std::string name_table(const ConfigChange& change, std::size_t width) {
    Table table({{"NAMES OF"}, {"FOR EXAMPLE BEFORE"}, {"AFTER"}});
    for (const PolicyChange& policy : change.policies)
        if (policy.shift.names) table.add({policy.shift.policy, policy.shift.names->before, policy.shift.names->after});
    return table.empty() ? "" : "\n" + table.text(width);
}

}  // namespace

std::string change_text(const ConfigChange& change, std::size_t width) {
    if (!change.any()) return "nothing changes\n";
    return keys_text(change.settings, "~ ") + policies_text(change) + desktop_table(change, width) +
           slot_table(change, width) + site_table(change, width) + name_table(change, width);
}

}  // namespace ecdsnap::cli
