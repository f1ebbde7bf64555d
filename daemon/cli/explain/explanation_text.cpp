#include "cli/explain/explanation.hpp"
#include "cli/tables/result_table.hpp"
#include "core/forecast/objective_outlook.hpp"
#include "core/policy/desktop_zones.hpp"
#include "core/schedule/local_time_text.hpp"
#include "core/slot/slot_tasks.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ecdsnap::cli {
namespace {

std::string tags_text(const core::Desktop& desktop) {
    if (desktop.tags_unsaid) return "not said";
    std::string out;
    for (const core::Tag& tag : desktop.tags)
        out += fmt::format("{}{}={}", out.empty() ? "" : ", ", tag.key, tag.value);
    return out.empty() ? "none" : out;
}

std::string said(const std::string& value) {
    return value.empty() ? "not said" : value;
}

std::string said(const std::optional<std::vector<std::string>>& values) {
    if (!values) return "not said";
    return values->empty() ? "none" : fmt::format("{}", fmt::join(*values, ", "));
}

std::string heading(const Explanation& explanation) {
    const core::Desktop& desktop = explanation.desktop.desktop;
    const core::DesktopTraits& traits = core::traits_of(desktop);
    std::string disks = desktop.disks_unsaid ? "disks not said" : "a system disk";
    if (desktop.has_data_disk) disks = "a system and a data disk";
    const bool known = desktop.status != core::DesktopStatus::unknown;
    std::string out = fmt::format("{} \"{}\" in {}: {}, with {}\n", desktop.id, desktop.name,
                                  core::text(explanation.outlook->fleet.sites[explanation.desktop.site].id),
                                  known ? core::text(desktop.status) : said(desktop.raw_status), disks);
    out += fmt::format("tags: {}; os: {}; office site: {}; charge type: {}; protocol: {}\n", tags_text(desktop),
                       said(traits.os), said(desktop.office_site_id), said(traits.charge_type), said(traits.protocol));
    out += fmt::format("resource groups: {}; policy groups: {}; desktop group: {}; end users: {}\n",
                       said(traits.resource_groups), said(traits.policy_groups),
                       traits.desktop_group_id.empty() ? "none said" : traits.desktop_group_id,
                       desktop.end_users_unsaid ? "not said" : said(std::optional(desktop.end_users)));
    const auto zone = core::zone_sentence(explanation.outlook->config.settings.zones, desktop);
    if (!zone.empty()) out += fmt::format("time zone: {}\n", zone);
    std::string safe;
    for (std::size_t at = 0; at < out.size();) {
        const auto end = out.find('\n', at);
        safe += core::printable(out.substr(at, end - at)) + "\n";
        at = end + 1;
    }
    return safe;
}

const char* answer_of(core::Coverage coverage) {
    switch (coverage) {
        case core::Coverage::covered: return "yes";
        case core::Coverage::not_selected: return "no";
        case core::Coverage::named_elsewhere: return "no, named elsewhere";
        case core::Coverage::excluded: return "no, excluded";
        case core::Coverage::opted_out: return "no, opted out";
    }
    return "?";
}

// By the desktops that are known here; whether somebody has approved so many is the ledger's to say.
std::string approval_note(const core::Policy& policy, const core::PolicyReach& reach) {
    if (!policy.approve_above || policy.mode == core::Mode::observe || reach.desktops() <= *policy.approve_above)
        return {};
    return fmt::format("; with {} desktops its slots wait for `ecdsnap approve {}`, unless so many have been approved",
                       reach.desktops(), policy.name);
}

std::string policy_table(const Explanation& explanation, std::size_t width) {
    Table table({{"POLICY"}, {"COVERS IT"}, {"BECAUSE"}, {"BY"}});
    const auto& policies = explanation.outlook->config.policies;
    for (std::size_t place = 0; place < policies.size(); ++place) {
        const core::CoverageReason& reason = explanation.policies[place];
        std::string because = reason.sentence;
        const auto& desktop = explanation.desktop.desktop;
        if (reason.coverage == core::Coverage::covered) {
            if (core::disks_of(desktop, policies[place].disks).empty())
                because += "; but it has none of the policy's disks";
            else if (core::at_rest(desktop, policies[place].rules.states))
                because += fmt::format("; skipped while it is {}", core::text(desktop.status));
            else if (core::woken_first(desktop, policies[place].rules.states))
                because += fmt::format("; woken first while it is {}", core::text(desktop.status));
            because += approval_note(policies[place], explanation.outlook->reach[place]);
        }
        table.add({policies[place].name, answer_of(reason.coverage), because, reason.path});
    }
    return table.empty() ? "\nno policies\n" : "\n" + table.text(width);
}

std::string next_table(const Explanation& explanation, std::size_t width) {
    Table table({{"NEXT SLOT"}, {"OF POLICY"}, {"STARTS"}, {"UTC"}, {"NOTE"}});
    for (const NextSlot& slot : explanation.next) {
        const core::Policy& policy = explanation.outlook->config.policies[slot.policy];
        const auto start = std::chrono::floor<std::chrono::seconds>(slot.start);
        table.add({core::local_time_text(slot.instant, slot.zone), policy.name, core::local_time_text(start, slot.zone),
                   core::utc_text(start), slot.note});
    }
    if (!table.empty()) return "\n" + table.text(width);
    return explanation.covered() ? "\nno slot of these policies is due any more\n"
                                 : "\nNo policy covers it: it gets no snapshots.\n";
}

// Of the policies that cover it.
std::string objectives(const Explanation& explanation) {
    std::string out;
    const auto& policies = explanation.outlook->config.policies;
    for (std::size_t place = 0; place < policies.size(); ++place) {
        if (explanation.policies[place].coverage != core::Coverage::covered) continue;
        if (const auto outlook = core::objective_outlook(policies[place], explanation.now))
            out += fmt::format("{}: {}\n", policies[place].name, core::text(*outlook));
    }
    return out.empty() ? out : "\n" + out;
}

}  // namespace

std::string explanation_text(const Explanation& explanation, std::size_t width) {
    std::string out = heading(explanation) + policy_table(explanation, width) + next_table(explanation, width) +
                      objectives(explanation);
    if (!explanation.history_unknown.empty())
        return out + "\noutcomes are not known: " + core::printable(explanation.history_unknown) + "\n";
    if (explanation.outcomes.empty()) return out + "\nno outcomes yet\n";
    return out + "\n" + history_table(explanation.outcomes, width);
}

}  // namespace ecdsnap::cli
