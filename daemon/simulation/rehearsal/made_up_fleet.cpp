#include "simulation/rehearsal/made_up_fleet.hpp"

#include <fmt/format.h>

#include <iterator>
#include <set>
#include <string>

namespace ecdsnap::simulation {
namespace {

// A name that the glob matches; the number stands where the glob leaves room.
std::string name_for(const std::string& glob, std::size_t number) {
    std::string name;
    for (std::size_t at = 0; at < glob.size(); ++at) {
        const char c = glob[at];
        if (c == '\\' && at + 1 < glob.size())
            name += glob[++at];
        else if (c == '*')
            name += (name.empty() || name.back() == '-' ? "" : "-") + fmt::format("{:04}", number);
        else if (c == '?')
            name += static_cast<char>('0' + number % 10);
        else
            name += c;
    }
    return name;
}

void fit(core::Desktop& desktop, const core::Selector& select, std::size_t number) {
    if (!select.names.empty()) desktop.name = name_for(select.names[number % select.names.size()], number);
    if (!select.office_sites.empty()) desktop.office_site_id = select.office_sites[number % select.office_sites.size()];
    for (const core::TagCondition& tag : select.tags)
        desktop.tags.push_back(core::Tag{tag.key, tag.value});
    if (number < select.ids.size()) desktop.id = *std::next(select.ids.begin(), static_cast<std::ptrdiff_t>(number));
}

}  // namespace

std::vector<core::Desktop> made_up_fleet(std::span<const std::shared_ptr<const core::Policy>> policies,
                                         std::size_t count) {
    std::vector<core::Desktop> fleet;
    std::set<std::string> ids;
    for (std::size_t number = 0; number < count; ++number) {
        core::Desktop desktop;
        const std::string own_id = fmt::format("ecd-madeup{:07}", number + 1);
        desktop.id = own_id;
        desktop.name = fmt::format("made-up-{:04}", number + 1);
        desktop.status = core::DesktopStatus::running;
        if (!policies.empty()) fit(desktop, policies[number % policies.size()]->select, number / policies.size());
        desktop.has_data_disk = number / std::max<std::size_t>(1, policies.size()) % 2 == 1;
        if (!ids.insert(desktop.id).second) desktop.id = own_id;
        ids.insert(desktop.id);
        fleet.push_back(std::move(desktop));
    }
    return fleet;
}

}  // namespace ecdsnap::simulation
