#include "cli/import/taking_over.hpp"

#include "core/cloud_policy/exact_condition.hpp"
#include "core/cloud_policy/policy_names.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

namespace ecdsnap::cli {
namespace {

void take_site(ImportResult& result, SitePolicies site) {
    for (core::FoundPolicy& found : site.policies) {
        core::Translation made = core::translate(std::move(found));
        if (auto* left_out = std::get_if<core::LeftOutPolicy>(&made)) {
            result.left_out.push_back(std::move(*left_out));
            continue;
        }
        auto& policy = std::get<core::ImportedPolicy>(made);
        std::set<std::string, std::less<>> attached;
        for (const core::AttachedDesktop& desktop : policy.desktops)
            attached.insert(desktop.id);
        policy.condition = core::exact_condition(policy.site, site.fleet, attached);  // none without a fleet
        result.policies.push_back(std::move(policy));
    }
}

void give_names(std::vector<core::ImportedPolicy>& policies, const std::set<std::string, std::less<>>& taken) {
    std::vector<core::NameWish> wishes;
    for (const core::ImportedPolicy& policy : policies)
        wishes.push_back({policy.cloud.name, policy.cloud.id, policy.site.region});
    const auto names = core::policy_names(wishes, taken);
    for (std::size_t place = 0; place < policies.size(); ++place) {
        core::ImportedPolicy& policy = policies[place];
        policy.name = names[place];
        const std::string wish = core::policy_name_from(policy.cloud.name, policy.cloud.id);
        if (policy.name != wish)
            policy.differences.push_back(
                {core::DifferenceKind::renamed, "another policy is called " + wish + " too, so it has this name"});
    }
}

}  // namespace

ImportResult take_over(const core::Fleet& sites, std::vector<core::Result<SitePolicies>> answers,
                       const std::set<std::string, std::less<>>& taken) {
    ImportResult result;
    result.sites = answers.size();
    for (std::size_t place = 0; place < answers.size(); ++place) {
        if (answers[place].has_error())
            result.failed.push_back({sites[place].id, answers[place].error()});
        else
            take_site(result, std::move(answers[place].value()));
    }
    give_names(result.policies, taken);
    return result;
}

}  // namespace ecdsnap::cli
