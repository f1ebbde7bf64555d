#include "cli/inventory/inventory_command.hpp"

#include "cli/check/check_report.hpp"
#include "cli/cloud_configuration.hpp"
#include "cli/inventory/cloud_inventory.hpp"
#include "cli/inventory/inventory_report.hpp"
#include "cli/inventory/inventory_text.hpp"
#include "cli/inventory/region_question.hpp"
#include "cli/tables/exit_code.hpp"
#include "cli/written_file.hpp"
#include "core/region_use.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ecdsnap::cli {
namespace {

bool has_all_regions(const core::Settings& settings, const std::string& account) {
    return std::ranges::any_of(settings.accounts,
                               [&](const auto& one) { return one.name == account && one.all_regions.has_value(); });
}

// Of `regions: all`, those in which the account can have no desktops, as long as it can somewhere.
void leave_out_refused(std::vector<SiteAnswer>& answers, const core::Settings& settings, Terminal& terminal) {
    const auto served = [&](const std::string& account) {
        return std::ranges::any_of(answers, [&](const SiteAnswer& answer) {
            return answer.site.account == account && answer.desktops.has_value();
        });
    };
    std::vector<core::SiteId> refused;
    for (const SiteAnswer& answer : answers) {
        if (answer.desktops.has_value() || !core::refuses_region(answer.desktops.error())) continue;
        if (!has_all_regions(settings, answer.site.account) || !served(answer.site.account)) continue;
        refused.push_back(answer.site);
        terminal.err << "ecdsnap: " << core::text(answer.site)
                     << " is left out: " << core::printable(core::describe(answer.desktops.error())) << '\n';
    }
    std::erase_if(answers, [&](const SiteAnswer& answer) { return std::ranges::count(refused, answer.site) > 0; });
}

// The sites that answered; the others are told.
std::vector<SiteInventory> answered(std::vector<SiteAnswer> answers, Terminal& terminal) {
    std::vector<SiteInventory> sites;
    for (SiteAnswer& answer : answers) {
        if (answer.desktops.has_error()) {
            terminal.err << "ecdsnap: " << core::text(answer.site) << ": "
                         << core::printable(core::describe(answer.desktops.error())) << '\n';
            continue;
        }
        sites.push_back({std::move(answer.site), answer.taken, std::move(answer.desktops.value())});
    }
    return sites;
}

int save_to(const std::string& file, const std::vector<SiteInventory>& sites, Terminal& terminal, Output output) {
    const auto problem = replace_private_file(file, inventory_text(sites, terminal.now()));
    if (problem) {
        terminal.err << fmt::format("ecdsnap: --save: {} cannot be written: {}\n", core::printable(file), *problem);
        return exit_not_good;
    }
    if (output == Output::text)
        terminal.out << fmt::format("saved to {}; `ecdsnap plan --inventory {}` reads it\n", core::printable(file),
                                    core::printable(file));
    return exit_good;
}

}  // namespace

int inventory(const std::filesystem::path& main_file, const std::string& save, Terminal& terminal, Output output) {
    auto config = load_for_clouds(main_file, terminal);
    if (!config) {
        terminal.err << check_text(config);
        return exit_usage;
    }
    int exit_code = exit_good;
    if (!ask_regions_or_tell(config->settings, terminal, exit_code)) return exit_code;
    auto answers = ask_clouds(config->settings, terminal.environment);
    if (answers.has_error()) {
        terminal.err << "ecdsnap: " << core::printable(core::describe(answers.error())) << '\n';
        return exit_usage;
    }
    leave_out_refused(answers.value(), config->settings, terminal);
    const std::size_t asked = answers.value().size();
    const std::vector<SiteInventory> sites = answered(std::move(answers.value()), terminal);
    terminal.out << (output == Output::json ? inventory_json(sites, terminal.now())
                                            : inventory_table(sites, terminal.width));
    if (sites.size() < asked) {
        terminal.err << fmt::format("ecdsnap: {} of {} sites did not answer{}\n", asked - sites.size(), asked,
                                    save.empty() ? "" : "; nothing was saved");
        return exit_not_good;
    }
    return save.empty() ? exit_good : save_to(save, sites, terminal, output);
}

}  // namespace ecdsnap::cli
