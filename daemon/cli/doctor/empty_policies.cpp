#include "cli/doctor/empty_policies.hpp"

#include "core/forecast/policy_reach.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <vector>

namespace ecdsnap::cli {
namespace {

Finding empty_policy(const std::string& name, std::uint64_t desktops, std::uint64_t left_out) {
    Finding finding{"policy " + name, "desktops", Verdict::warning, {}, {}};
    finding.said = fmt::format("it covers none of {} desktop{}", desktops, desktops == 1 ? "" : "s");
    if (left_out > 0)
        finding.said += fmt::format(": {} that it selects {} left out by `exclude` or a tag", left_out,
                                    left_out == 1 ? "is" : "are");
    finding.remedy =
        "`ecdsnap explain DESKTOP` says which condition keeps a desktop out; a policy that is not needed any more can "
        "go.";
    return finding;
}

}  // namespace

Findings empty_policies(const ports::Status& daemon) {
    std::uint64_t desktops = 0;
    for (const ports::SiteStatus& site : daemon.sites)
        desktops += site.desktops;
    Findings findings;
    for (const ports::PolicyStatus& policy : daemon.policies)
        if (policy.desktops == 0) findings.push_back(empty_policy(policy.name, desktops, policy.excluded));
    return findings;
}

Findings empty_policies(const adapters::LoadedConfig& config, const ListedDesktops& listed) {
    std::uint64_t desktops = 0;
    for (const core::FleetSite& site : listed.sites)
        desktops += site.desktops.size();
    Findings findings;
    if (desktops == 0 && !listed.all) return findings;
    const std::vector<core::PolicyReach> reach =
        core::reach_of(config.policies, config.settings.coverage, listed.sites);
    for (std::size_t place = 0; place < config.policies.size(); ++place) {
        if (reach[place].tasks() > 0) continue;
        Finding finding = empty_policy(config.policies[place].name, desktops, reach[place].left_out);
        if (!listed.all) {
            finding.verdict = Verdict::unknown;
            finding.said += ", which are not all there are";
            finding.remedy =
                "`ecdsnap inventory --save FILE`, then `ecdsnap plan --inventory FILE` look at all of them.";
        }
        findings.push_back(std::move(finding));
    }
    return findings;
}

}  // namespace ecdsnap::cli
