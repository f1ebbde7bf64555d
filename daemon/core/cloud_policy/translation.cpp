#include "core/cloud_policy/translation.hpp"

#include "core/schedule/cron_words.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace ecdsnap::core {
namespace {

using Differences = std::vector<Difference>;

bool same_word(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

// What `select: {ids: …}` takes, and what is safe in a shell's command line.
bool is_plain_id(std::string_view id) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return id.starts_with("ecd-") && id.size() > 4 && std::ranges::all_of(id, allowed);
}

std::string desktops_of(std::size_t count) {
    return fmt::format("{} desktop{}", count, count == 1 ? "" : "s");
}

// Some of what a condition drops, for people.
std::string some_of(const std::vector<std::string>& ids) {
    constexpr std::size_t most_shown = 5;
    const auto shown = std::vector<std::string>(
        ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(std::min(ids.size(), most_shown)));
    return printable(fmt::format("{}{}", fmt::join(shown, ", "), ids.size() > most_shown ? ", …" : ""));
}

// Takes out those for which `is_wanted` does not hold; their ids.
template <class Wanted>
std::vector<std::string> take_out(std::vector<AttachedDesktop>& desktops, Wanted is_wanted) {
    std::vector<std::string> ids;
    std::erase_if(desktops, [&](const AttachedDesktop& desktop) {
        const bool wanted = is_wanted(desktop);
        if (!wanted) ids.push_back(desktop.id);
        return !wanted;
    });
    return ids;
}

// By id, each once; without those that cannot be meant.
void settle_desktops(FoundPolicy& found, Differences& differences) {
    auto& desktops = found.desktops;
    std::ranges::stable_sort(desktops, {}, &AttachedDesktop::id);
    const auto same = [](const auto& one, const auto& other) { return one.id == other.id; };
    desktops.erase(std::unique(desktops.begin(), desktops.end(), same),
                   desktops.end());  // pages move while they are read
    const std::size_t listed = desktops.size();
    const auto& count = found.cloud.desktop_count;
    if (count && *count != static_cast<std::int64_t>(listed) && listed != 0)
        differences.push_back({DifferenceKind::desktop_count,
                               fmt::format("the cloud counts {} and lists {}; those that are listed are taken", *count,
                                           desktops_of(listed))});
    const auto others = take_out(desktops, [&](const AttachedDesktop& desktop) {
        return desktop.policy_id.empty() || desktop.policy_id == found.cloud.id;
    });
    if (!others.empty())
        differences.push_back(
            {DifferenceKind::other_policy,
             fmt::format("{} listed with it {} another policy and {} left out: {}", desktops_of(others.size()),
                         others.size() == 1 ? "names" : "name", others.size() == 1 ? "is" : "are", some_of(others))});
    const auto odd = take_out(desktops, [](const AttachedDesktop& desktop) { return is_plain_id(desktop.id); });
    if (!odd.empty())
        differences.push_back({DifferenceKind::odd_ids, fmt::format("{} with an id that is not ecd-... left out: {}",
                                                                    desktops_of(odd.size()), some_of(odd))});
}

DiskSet disks_of(const std::string& type, Differences& differences) {
    if (same_word(type, "system")) return {true, false};
    if (same_word(type, "data")) return {false, true};
    if (same_word(type, "all")) return {};
    const std::string said =
        type.empty() ? "the cloud does not say of which disks"
                     : fmt::format("the cloud says DiskType \"{}\", which is not documented", printable(type));
    differences.push_back(
        {DifferenceKind::disks, said + ": here of the system disk and, where there is one, the data disk"});
    return {};
}

Mode mode_of(const std::string& status, Differences& differences) {
    if (same_word(status, "normal")) return Mode::act;
    if (same_word(status, "expire")) {
        differences.push_back({DifferenceKind::stopped,
                               "the cloud does not carry it out (Expire: a payment is overdue), so here it has mode: "
                               "observe and sends nothing; take that line away when it shall act"});
        return Mode::observe;
    }
    differences.push_back({DifferenceKind::unknown_status,
                           status.empty()
                               ? "the cloud does not say whether it carries it out; here it acts"
                               : fmt::format("its status \"{}\" is not documented; here it acts", printable(status))});
    return Mode::act;
}

// nullopt: they are no hours.
std::optional<std::uint32_t> hours_of(const std::vector<std::string>& time_points) {
    std::uint32_t hours = 0;
    for (const std::string& point : time_points) {
        unsigned hour = 0;
        const auto* const end = point.data() + point.size();
        const auto [stopped, error] = std::from_chars(point.data(), end, hour);
        if (error != std::errc() || stopped != end || hour > 23) return std::nullopt;
        hours |= 1U << hour;
    }
    return hours;
}

// The hours that the cloud lists beside the expression are a second witness of what it means.
void compare_time_points(const CloudPolicy& cloud, const CronFields& fields, Differences& differences) {
    const auto hours = hours_of(cloud.time_points);
    if (cloud.time_points.empty() || !hours || *hours == fields.hours) return;
    differences.push_back({DifferenceKind::time_points,
                           fmt::format("the cloud lists the hours {} (TimePoints), which are not those of the "
                                       "expression: compare with the console before you rely on it",
                                       fmt::join(cloud.time_points, ", "))});
}

bool is_weekday_named(const CronFields& fields) {
    constexpr std::uint8_t every_weekday = 0x7f;
    const auto any = [](std::uint8_t weekdays) { return weekdays != 0; };
    return fields.weekdays != every_weekday || fields.last_weekdays != 0 ||
           std::ranges::any_of(fields.nth_weekdays, any);
}

std::optional<LeftOutPolicy> reason_to_leave_out(const FoundPolicy& found) {
    const auto left_out = [&](DifferenceKind kind, std::string reason, bool covers) {
        return LeftOutPolicy{found.site, found.cloud, {kind, std::move(reason)}, covers};
    };
    if (found.desktops.empty() && found.cloud.desktop_count.value_or(0) > 0)
        return left_out(DifferenceKind::desktops_unlisted,
                        fmt::format("the cloud counts {} and lists none that a policy can name",
                                    desktops_of(static_cast<std::size_t>(*found.cloud.desktop_count))),
                        true);
    if (found.desktops.empty())
        return left_out(DifferenceKind::no_desktops, "it is attached to no desktop, so it makes no snapshot", false);
    if (found.cloud.cron.empty())
        return left_out(DifferenceKind::no_schedule, "the cloud names no CronExpression", true);
    return std::nullopt;
}

}  // namespace

Translation translate(FoundPolicy found) {
    Differences differences;
    settle_desktops(found, differences);
    if (auto left_out = reason_to_leave_out(found)) return *std::move(left_out);
    const auto cron = CronExpression::parse(found.cloud.cron, CronDialect::quartz);
    if (!cron)
        return LeftOutPolicy{
            found.site,
            found.cloud,
            {DifferenceKind::schedule_not_readable, printable(fmt::format("its expression \"{}\" cannot be read: {}",
                                                                          found.cloud.cron, describe(cron.error())))},
            true};
    ImportedPolicy made;
    made.disks = disks_of(found.cloud.disk_type, differences);
    made.mode = mode_of(found.cloud.status, differences);
    compare_time_points(found.cloud, cron->fields(), differences);
    made.site = std::move(found.site);
    made.cron = found.cloud.cron;
    made.words = describe(*cron);
    made.names_weekdays = is_weekday_named(cron->fields());
    made.cloud = std::move(found.cloud);
    made.desktops = std::move(found.desktops);
    made.differences = std::move(differences);
    return made;
}

std::vector<std::string> detaching_commands(const ImportedPolicy& policy) {
    constexpr std::size_t most_in_a_call = 50;
    std::vector<std::string> commands;
    for (std::size_t at = 0; at < policy.desktops.size(); at += most_in_a_call) {
        std::string command = "aliyun ecd CancelAutoSnapshotPolicy --RegionId " + policy.site.region;
        const std::size_t end = std::min(policy.desktops.size(), at + most_in_a_call);
        for (std::size_t place = at; place < end; ++place)
            command += fmt::format(" --DesktopId.{} {}", place - at + 1, policy.desktops[place].id);
        commands.push_back(std::move(command));
    }
    return commands;
}

}  // namespace ecdsnap::core
