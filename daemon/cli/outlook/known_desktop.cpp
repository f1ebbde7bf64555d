#include "cli/outlook/known_desktop.hpp"

#include "cli/inventory/cloud_inventory.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/text/edit_distance.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <optional>
#include <utility>
#include <vector>

namespace ecdsnap::cli {
namespace {

struct Found {
    std::vector<KnownDesktop> by_id;
    std::vector<KnownDesktop> by_name;
};

// What was typed: a site in front of the desktop, where there is one.
struct Wanted {
    std::string name;  // or an id
    std::optional<core::SiteId> site;
};

Wanted wanted_from(const core::Fleet& fleet, const std::string& typed) {
    for (const core::FleetSite& site : fleet) {
        const std::string front = core::text(site.id) + "/";
        if (typed.starts_with(front)) return {typed.substr(front.size()), site.id};
    }
    return {typed, std::nullopt};
}

Found find_in(const core::Fleet& fleet, const Wanted& wanted) {
    Found found;
    for (std::size_t site = 0; site < fleet.size(); ++site) {
        if (wanted.site && fleet[site].id != *wanted.site) continue;
        for (const core::Desktop& desktop : fleet[site].desktops) {
            if (desktop.id == wanted.name) found.by_id.push_back({desktop, site});
            if (desktop.name == wanted.name) found.by_name.push_back({desktop, site});
        }
    }
    return found;
}

std::string way_out(const core::Fleet& fleet, const std::string& wanted) {
    std::vector<std::string_view> words;
    for (const core::FleetSite& site : fleet)
        for (const core::Desktop& desktop : site.desktops) {
            words.push_back(desktop.id);
            words.push_back(desktop.name);
        }
    const auto near = core::closest(wanted, words);
    return near ? fmt::format("; did you mean \"{}\"?", core::printable(*near))
                : std::string("; `ecdsnap inventory --json` lists all desktops");
}

// Several have it: they are told.
void tell_several(const Outlook& outlook, const Wanted& wanted, const std::vector<KnownDesktop>& chosen,
                  Terminal& terminal) {
    const bool same_id = chosen.front().desktop.id == wanted.name;
    std::vector<std::string> ids;
    for (const KnownDesktop& one : chosen)
        ids.push_back(core::text(outlook.fleet.sites[one.site].id) + (same_id ? "/" : " ") +
                      core::printable(one.desktop.id));
    constexpr std::size_t most_shown = 5;
    const std::size_t more = ids.size() > most_shown ? ids.size() - most_shown : 0;
    ids.resize(ids.size() - more);
    terminal.err << fmt::format("ecdsnap: {} desktops {} \"{}\": {}{}; give {}\n", chosen.size(),
                                same_id ? "have the id" : "are called", core::printable(wanted.name),
                                fmt::join(ids, ", "), more == 0 ? "" : fmt::format(" and {} more", more),
                                same_id ? "one of these" : "one's id");
}

std::optional<KnownDesktop> from_inventory(const Outlook& outlook, const Wanted& wanted, Terminal& terminal) {
    Found found = find_in(outlook.fleet.sites, wanted);
    auto& chosen = found.by_id.empty() ? found.by_name : found.by_id;
    if (chosen.size() == 1) return std::move(chosen.front());
    if (chosen.empty())
        terminal.err << fmt::format("ecdsnap: the inventory has no desktop \"{}\"{}\n", core::printable(wanted.name),
                                    way_out(outlook.fleet.sites, wanted.name));
    else
        tell_several(outlook, wanted, chosen, terminal);
    return std::nullopt;
}

// A site that does not answer may be the one that has it.
std::optional<KnownDesktop> from_cloud(const Outlook& outlook, const Wanted& wanted, Terminal& terminal,
                                       int& exit_code) {
    auto answers = ask_clouds(outlook.config.settings, terminal.environment, {wanted.name});
    if (answers.has_error()) {
        terminal.err << "ecdsnap: " << core::printable(core::describe(answers.error())) << '\n';
        return std::nullopt;
    }
    std::vector<KnownDesktop> found;
    for (std::size_t site = 0; site < answers.value().size(); ++site) {
        auto& answer = answers.value()[site];
        if (answer.desktops.has_error() || answer.desktops->empty()) continue;
        if (!wanted.site || answer.site == *wanted.site) found.push_back({std::move(answer.desktops->front()), site});
    }
    if (found.size() == 1) return std::move(found.front());
    if (found.size() > 1) {
        tell_several(outlook, wanted, found, terminal);
        return std::nullopt;
    }
    bool all_answered = true;
    for (const SiteAnswer& answer : answers.value()) {
        if (answer.desktops.has_value()) continue;
        all_answered = false;
        terminal.err << "ecdsnap: " << core::text(answer.site) << ": "
                     << core::printable(core::describe(answer.desktops.error())) << '\n';
    }
    exit_code = all_answered ? exit_usage : exit_not_good;
    terminal.err << fmt::format(
        "ecdsnap: no site {} a desktop with the id \"{}\"; with --inventory FILE it may be a name\n",
        all_answered ? "has" : "that answered has", core::printable(wanted.name));
    return std::nullopt;
}

}  // namespace

std::optional<KnownDesktop> desktop_or_tell(const Outlook& outlook, const std::string& wanted, Terminal& terminal,
                                            int& exit_code) {
    exit_code = exit_usage;
    const Wanted parts = wanted_from(outlook.fleet.sites, wanted);
    return outlook.fleet_known ? from_inventory(outlook, parts, terminal)
                               : from_cloud(outlook, parts, terminal, exit_code);
}

}  // namespace ecdsnap::cli
