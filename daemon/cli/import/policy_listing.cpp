#include "cli/import/policy_listing.hpp"

#include "cli/inventory/site_listing.hpp"

#include <algorithm>
#include <utility>

namespace ecdsnap::cli {
namespace {

using boost::asio::awaitable;
using Policies = std::vector<core::CloudPolicy>;
using Attached = std::vector<core::AttachedDesktop>;

awaitable<core::Result<Policies>> list_all(ports::CloudPolicies& cloud, PacedReads& reads) {
    const auto ask = [&](const std::string& token) { return cloud.describe_policies(token); };
    const auto items = [](ports::CloudPolicyPage& page) -> Policies& { return page.policies; };
    auto policies = co_await reads.all_pages<core::CloudPolicy>(ask, items);
    if (policies.has_error()) co_return policies;
    Policies& all = policies.value();
    std::set<std::string> seen;  // pages move while they are read
    std::erase_if(all, [&](const core::CloudPolicy& policy) { return !seen.insert(policy.id).second; });
    co_return policies;
}

awaitable<core::Result<Attached>> list_attached(ports::CloudPolicies& cloud, PacedReads& reads, std::string id) {
    const auto ask = [&](const std::string& token) { return cloud.describe_attached(id, token); };
    const auto items = [](ports::AttachedDesktopPage& page) -> Attached& { return page.desktops; };
    co_return co_await reads.all_pages<core::AttachedDesktop>(ask, items);
}

}  // namespace

bool is_wanted(const PolicyQuestion& question, const core::CloudPolicy& policy) {
    return question.wanted.empty() || question.wanted.contains(policy.id) || question.wanted.contains(policy.name);
}

awaitable<core::Result<SitePolicies>> list_policies(const core::SiteId& site, ports::CloudPolicies& policies,
                                                    ports::Cloud& cloud, PacedReads& reads,
                                                    const PolicyQuestion& question) {
    SitePolicies found;
    auto all = co_await list_all(policies, reads);
    if (all.has_error()) co_return all.error();
    for (core::CloudPolicy& policy : all.value()) {
        if (!is_wanted(question, policy)) {
            found.others.push_back(std::move(policy));
            continue;
        }
        auto attached = co_await list_attached(policies, reads, policy.id);
        if (attached.has_error()) co_return attached.error();
        core::FoundPolicy one;
        one.site = site;
        one.cloud = std::move(policy);
        one.desktops = std::move(attached.value());
        found.policies.push_back(std::move(one));
    }
    if (question.selection == Selection::conditions && !found.policies.empty()) {
        std::vector<std::string> every;
        auto fleet = co_await list_site(cloud, reads, std::move(every));
        if (fleet.has_error()) co_return fleet.error();
        found.fleet = std::move(fleet.value());
    }
    co_return found;
}

}  // namespace ecdsnap::cli
