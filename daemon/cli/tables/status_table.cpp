#include "cli/tables/status_table.hpp"

#include "core/clock_trust.hpp"
#include "core/text/duration_text.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ecdsnap::cli {
namespace {

// Rounded to what a person wants to know: "2d3h", "10m", "45s".
std::string rough_duration(core::Millis duration) {
    using namespace std::chrono;
    if (duration >= days{1}) return core::duration_text(floor<hours>(duration));
    if (duration >= minutes{1}) return core::duration_text(floor<minutes>(duration));
    return core::duration_text(floor<seconds>(duration < 0ms ? 0ms : duration));
}

std::string ago(core::WallTime now, core::WallTime then) {
    return rough_duration(now - then) + " ago";
}

std::string last_slot_words(const ports::PolicyStatus& policy) {
    if (!policy.last_slot) return "none yet";
    const auto& slot = *policy.last_slot;
    if (slot.state == core::SlotState::passed) return fmt::format("{}: not run, {}", slot.local_time, slot.reason);
    const auto& n = slot.counts;
    std::string words = fmt::format("{}: {} done", slot.local_time, n.done);
    if (n.skipped != 0) words += fmt::format(", {} skipped", n.skipped);
    if (n.missed != 0) words += fmt::format(", {} missed", n.missed);
    if (n.failed != 0) words += fmt::format(", {} failed", n.failed);
    return words;
}

// A schedule that an objective makes says so itself.
std::string schedule_words(const ports::PolicyStatus& policy) {
    if (!policy.objective || policy.objective->slots == core::SlotSource::objective) return policy.schedule;
    return fmt::format("{}; rpo {}", policy.schedule, core::duration_text(policy.objective->rpo));
}

std::string policy_table(const ports::Status& status, std::size_t width) {
    Table table({{"POLICY"},
                 {"SCHEDULE"},
                 {"DESKTOPS", Align::right},
                 {"EXCLUDED", Align::right},
                 {"NEXT SLOT"},
                 {"IN UTC"},
                 {"LAST SLOT"}});
    for (const auto& policy : status.policies)
        table.add({policy.name, schedule_words(policy), std::to_string(policy.desktops),
                   std::to_string(policy.excluded), policy.next_slot ? policy.next_slot_local : "none",
                   policy.next_slot ? core::utc_text(*policy.next_slot) : "", last_slot_words(policy)});
    return table.empty() ? "no policies\n" : table.text(width);
}

std::string pauses(const ports::Status& status) {
    std::string out;
    for (const auto& pause : status.pauses)
        out += fmt::format("PAUSED {}: until {} (in {}) by {}: {}\n", core::printable(core::text(pause.key)),
                           core::utc_text(std::chrono::ceil<std::chrono::seconds>(pause.until)),
                           rough_duration(pause.until - status.now), core::printable(pause.by),
                           core::printable(pause.reason));
    return out.empty() ? out : out + "\n";
}

std::string breaches(const ports::Status& status) {
    std::string out;
    for (const auto& policy : status.policies) {
        if (!policy.breach) continue;
        const core::WallTime at = policy.breach->breaks_at;
        const std::string when =
            at <= status.now ? ago(status.now, at) : fmt::format("in {}", rough_duration(at - status.now));
        out += fmt::format("OUTLIVED ({}): {}\n", when, core::printable(core::text(*policy.breach, status.now)));
    }
    return out.empty() ? out : out + "\n";
}

std::string observers(const ports::Status& status) {
    std::string out;
    for (const auto& policy : status.policies)
        if (policy.observes)
            out += fmt::format("OBSERVES {}: it makes no snapshots (mode: observe)\n", core::printable(policy.name));
    return out.empty() ? out : out + "\n";
}

// Of policies that cover more desktops than their approve_above, and of those whose slots wait.
std::string approvals(const ports::Status& status) {
    std::string out;
    for (const auto& policy : status.policies) {
        const std::uint64_t desktops = std::max(policy.with_disk, policy.unapproved);
        if (!policy.approve_above || policy.observes || desktops <= *policy.approve_above) continue;
        const core::Approval* approval = policy.approval ? &*policy.approval : nullptr;
        const std::string covers =
            core::printable(core::too_many_text(policy.name, desktops, *policy.approve_above, approval));
        const bool enough = approval != nullptr && approval->up_to >= desktops;
        out += enough ? fmt::format("APPROVED {}\n", covers)
                      : fmt::format("NOT APPROVED {}: nothing more is sent until `ecdsnap approve {}`\n", covers,
                                    core::printable(policy.name));
    }
    return out.empty() ? out : out + "\n";
}

std::string outlook_text(const core::SlotOutlook& outlook, core::WallTime now) {
    std::string text = fmt::format("  expected to be done in {}\n", rough_duration(outlook.end - now));
    if (outlook.left_over > 0)
        text += fmt::format("  about {} will not be started before the window ends\n", outlook.left_over);
    return text;
}

std::string open_slots(const ports::Status& status) {
    std::string out;
    for (const auto& policy : status.policies)
        for (const auto& slot : policy.open_slots) {
            out += fmt::format("{} {}{} (slot {})\n  {}\n", core::printable(policy.name), slot.local_time,
                               slot.key.kind == core::SlotKind::manual ? ", by hand" : "", slot.id,
                               progress_text(slot.counts));
            if (slot.outlook) out += outlook_text(*slot.outlook, status.now);
            const auto left = slot.window_end - status.now;
            out += left.count() > 0 ? fmt::format("  window ends in {}\n", rough_duration(left)) : "  window is over\n";
        }
    return out.empty() ? out : "\nOPEN SLOTS\n" + out;
}

const char* ready_word(const ports::SiteStatus& site) {
    if (!site.unused.empty()) return "unused";
    return site.ready ? "yes" : "no";
}

// This machine's clock against the site's, in whole seconds as Dates have them.
std::string clock_word(const ports::SiteStatus& site) {
    if (!site.clock_difference) return "";
    return fmt::format("{:+d}s", std::chrono::round<std::chrono::seconds>(*site.clock_difference).count());
}

std::string unused_regions(const ports::Status& status) {
    std::string out;
    for (const auto& site : status.sites)
        if (!site.unused.empty())
            out += fmt::format("\nUNUSED {}: {}\n", core::text(site.site), core::printable(site.unused));
    return out;
}

std::string site_table(const ports::Status& status, std::size_t width) {
    constexpr auto right = Align::right;
    Table table({{"SITE"},
                 {"READY"},
                 {"DESKTOPS", right},
                 {"EXCLUDED", right},
                 {"LISTED"},
                 {"DUE", right},
                 {"WAITING", right},
                 {"IN FLIGHT", right},
                 {"FOLLOWED", right},
                 {"SUSPECT", right},
                 {"CALLS", right},
                 {"THROTTLED", right},
                 {"LIMIT", right},
                 {"CLOCK", right}});
    for (const auto& site : status.sites)
        table.add({core::text(site.site), ready_word(site), std::to_string(site.desktops),
                   std::to_string(site.excluded), site.inventory_at ? ago(status.now, *site.inventory_at) : "never",
                   std::to_string(site.due), std::to_string(site.waiting), std::to_string(site.in_flight),
                   std::to_string(site.followed), std::to_string(site.suspects), std::to_string(site.calls),
                   std::to_string(site.throttled), fmt::format("{:.4g}/s", site.requests_per_second_limit),
                   clock_word(site)});
    return table.empty() ? "" : "\n" + table.text(width);
}

std::string expiry_words(const core::KeyState& key, core::WallTime now) {
    if (!key.expires) return key.key_id.empty() ? "" : key.temporary ? "not known" : "never";
    return *key.expires > now ? "in " + rough_duration(*key.expires - now) : ago(now, *key.expires);
}

std::string account_table(const ports::Status& status, std::size_t width) {
    Table table({{"ACCOUNT"}, {"KEY"}, {"EXPIRES"}, {"FROM"}});
    for (const auto& account : status.accounts)
        table.add({account.name, account.key.key_id.empty() ? "none" : account.key.key_id,
                   expiry_words(account.key, status.now), account.key.source});
    return table.empty() ? "" : "\n" + table.text(width);
}

// What is wrong with an account's key; empty: nothing.
std::string key_problem(const ports::AccountStatus& account, core::WallTime now) {
    const core::KeyState& key = account.key;
    if (key.problem.empty()) return {};
    if (key.key_id.empty()) return fmt::format("account {} has no key: {}", account.name, key.problem);
    if (!key.expires)
        return fmt::format("account {} keeps its key, since no other could be read: {}", account.name, key.problem);
    if (*key.expires <= now)
        return fmt::format("the key of account {} has expired, and there is no other: {}", account.name, key.problem);
    return fmt::format("account {} has no newer key, and the one in use expires in {}: {}", account.name,
                       rough_duration(*key.expires - now), key.problem);
}

std::string woken_desktops(const ports::Status& status) {
    std::string out;
    for (const auto& site : status.sites)
        if (site.woken > 0)
            out += fmt::format("\nWOKEN {}: {} desktop{} woken for {} snapshots, not yet back to sleep\n",
                               core::text(site.site), site.woken, site.woken == 1 ? "" : "s",
                               site.woken == 1 ? "its" : "their");
    return out;
}

}  // namespace

std::string progress_text(const core::SlotCounts& counts) {
    constexpr std::uint64_t bar = 20;
    const std::uint64_t settled = counts.tasks - counts.unsettled();
    const std::uint64_t filled = counts.tasks == 0 ? bar : bar * settled / counts.tasks;
    const std::uint64_t percent = counts.tasks == 0 ? 100 : 100 * settled / counts.tasks;
    return fmt::format("[{}{}] {:3}% {} done, {} skipped, {} missed, {} failed, {} open", std::string(filled, '#'),
                       std::string(bar - filled, '.'), percent, counts.done, counts.skipped, counts.missed,
                       counts.failed, counts.unsettled());
}

namespace {

std::string clock_words(const ports::Status& status) {
    std::string words;
    for (const auto& site : status.sites)
        if (site.clock_difference && std::chrono::abs(*site.clock_difference) > core::ClockTrust::tolerance)
            words += fmt::format("; {}: this machine's clock is {}", core::text(site.site),
                                 core::clock_difference_text(*site.clock_difference));
    return words.empty() ? words : words + "; `timedatectl` shows whether it is synchronised";
}

}  // namespace

std::vector<std::string> problems_of(const ports::Status& status) {
    std::vector<std::string> problems;
    if (!status.ready && status.not_ready_because.empty()) problems.push_back("not ready");
    for (const auto& reason : status.not_ready_because)
        problems.push_back("not ready: " + reason);
    if (!status.clock_trusted) problems.push_back("the clock is not trusted: no slot opens" + clock_words(status));
    if (!status.ledger_writable) problems.push_back("the ledger cannot be written: " + status.ledger_problem);
    if (!status.reload_problem.empty())
        problems.push_back("the last reload was refused, the older configuration is in force: " +
                           status.reload_problem);
    for (const auto& awaited : status.regions_awaited)
        problems.push_back("the cloud has not told the regions of account " + awaited);
    for (const auto& policy : status.policies)
        if (policy.unapproved > 0)
            problems.push_back(fmt::format("a slot of policy {} with {} desktops waits for `ecdsnap approve {}`",
                                           policy.name, policy.unapproved, policy.name));
    for (const auto& account : status.accounts)
        if (std::string problem = key_problem(account, status.now); !problem.empty())
            problems.push_back(std::move(problem));
    for (const auto& site : status.sites) {
        for (const auto& problem : site.problems)
            problems.push_back(core::text(site.site) + ": " + problem.text);
        for (std::size_t each = 0; each < core::call_kinds; ++each)
            if (const auto& held = site.held_back[each])
                problems.push_back(fmt::format("{}: {} calls are held back ({}); one is tried now and then",
                                               core::text(site.site), core::text(static_cast<core::CallKind>(each)),
                                               core::printable(held->reason)));
        if (!site.ready && site.unused.empty() && !site.waits_for.empty())
            problems.push_back(core::text(site.site) + " waits for " + site.waits_for);
    }
    return problems;
}

std::string status_text(const ports::Status& status, std::size_t width) {
    std::string out;
    for (const auto& problem : problems_of(status))
        out += "! " + core::printable(problem) + "\n";
    if (!out.empty()) out += "\n";
    out += fmt::format("ecdsnapd {}, owner {}: {}, started {}\n", core::printable(status.version),
                       core::printable(status.owner), status.ready ? "ready" : "not ready",
                       ago(status.now, status.started_at));
    out += fmt::format("{}, read {}; time zones {}{}\n\n", core::printable(status.configuration),
                       ago(status.now, status.configuration_loaded_at), core::printable(status.timezone_database),
                       status.timezone_restart_needed() ? fmt::format(" ({} are installed: a restart takes them up)",
                                                                      core::printable(status.timezone_database_on_disk))
                                                        : std::string());
    return out + pauses(status) + breaches(status) + approvals(status) + observers(status) +
           policy_table(status, width) + open_slots(status) + woken_desktops(status) + site_table(status, width) +
           account_table(status, width) + unused_regions(status);
}

}  // namespace ecdsnap::cli
