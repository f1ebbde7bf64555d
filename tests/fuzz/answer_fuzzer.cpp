// Bodies of successful answers: what is read is fit to be used, and a torn body is never read as a whole one.
#include "adapters/ecd/auto_policy_format.hpp"
#include "adapters/ecd/wire_format.hpp"
#include "core/text/stable_hash.hpp"
#include "core/text/utf8.hpp"
#include "fuzz/fuzz_entry.hpp"

#include <string>

namespace ecdsnap::fuzz {
namespace {

constexpr std::string_view white = " \t\r\n";

void check_id(const std::string& id) {
    holds(!id.empty(), "an id is not empty");
    holds(white.find(id.front()) == white.npos && white.find(id.back()) == white.npos, "an id has no blanks around it");
}

void check_text(const std::string& text) {
    holds(!core::invalid_utf8(text), "what was read is UTF-8");
}

void check_desktops(const ports::DesktopPage& page) {
    check_text(page.next_token);
    for (const core::Desktop& desktop : page.desktops) {
        check_id(desktop.id);
        for (const auto& text : {desktop.id, desktop.name, desktop.office_site_id, desktop.raw_status})
            check_text(text);
        holds(desktop.raw_status.empty() || desktop.status == core::DesktopStatus::unknown,
              "a state's own words are kept for unknown ones");
        for (const core::Tag& tag : desktop.tags)
            check_text(tag.key + tag.value);
    }
}

void check_snapshots(const ports::SnapshotPage& page) {
    check_text(page.next_token);
    for (const core::Snapshot& snapshot : page.snapshots) {
        check_id(snapshot.id);
        for (const auto& text : {snapshot.id, snapshot.name, snapshot.description, snapshot.desktop_id})
            check_text(text);
        holds(snapshot.remain_seconds >= -1, "the remaining time is known or -1");
    }
}

void check_policies(const ports::CloudPolicyPage& page) {
    check_text(page.next_token);
    for (const core::CloudPolicy& policy : page.policies) {
        check_id(policy.id);
        for (const auto& text : {policy.id, policy.name, policy.cron, policy.disk_type, policy.status})
            check_text(text);
        for (const auto& point : policy.time_points)
            check_text(point);
    }
}

void check_attached(const ports::AttachedDesktopPage& page) {
    check_text(page.next_token);
    for (const core::AttachedDesktop& desktop : page.desktops) {
        check_id(desktop.id);
        check_text(desktop.name + desktop.policy_id);
    }
}

// Whether anything at all is read from the body.
bool read_all(std::string_view body) {
    const auto regions = adapters::read_regions(body);
    if (regions)
        for (const auto& region : *regions)
            check_id(region);
    const auto desktops = adapters::read_desktop_page(body);
    if (desktops) check_desktops(*desktops);
    const auto snapshots = adapters::read_snapshot_page(body);
    if (snapshots) check_snapshots(*snapshots);
    const auto policies = adapters::read_auto_policy_page(body);
    if (policies) check_policies(*policies);
    const auto attached = adapters::read_attached_page(body);
    if (attached) check_attached(*attached);
    holds(!desktops || attached.has_value(), "a page of desktops says who is attached");
    const auto created = adapters::read_created_snapshot_id(body);
    if (created) check_id(*created);
    const bool taken = adapters::read_request_taken(body).has_value();
    if (!snapshots) holds(!snapshots.error().message.empty(), "a refusal says why");
    return regions || desktops || snapshots || policies || attached || created || taken;
}

}  // namespace

void check(std::string_view input) {
    if (!read_all(input)) return;
    const auto end = input.find_last_of('}');
    holds(end != input.npos, "only an object is an answer");
    const auto cut = core::stable_hash(input) % (end + 1);
    holds(!read_all(std::string{input.substr(0, cut)}), "a torn body is no answer");
}

}  // namespace ecdsnap::fuzz
