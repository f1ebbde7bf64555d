#include "cli/simulate/fault_arguments.hpp"

#include "cli/inventory/site_name.hpp"
#include "cli/time_argument.hpp"
#include "core/text/duration_text.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <string>

namespace ecdsnap::cli {
namespace {

using core::TextError;

constexpr const char* outage_form =
    "SITE@START+DURATION, e.g. cn-hangzhou@2026-12-03T02:00+3h or all@26h+45m (26 hours after the start)";
constexpr core::Millis longest_snapshot = std::chrono::hours{24};

std::string quoted(std::string_view text) {
    return fmt::format("'{}'", text);
}

core::TextResult<core::Millis> positive_duration(std::string_view text) {
    auto duration = core::parse_duration(text);
    if (!duration) {
        TextError error = duration.error();
        error.problem = quoted(text) + " is not a duration: " + error.problem;
        error.column = 0;
        return error;
    }
    if (*duration == core::Millis{0}) return TextError(0, quoted(text) + " is no time at all", "30s, 45m, 3h, 1h30m");
    return *duration;
}

core::TextResult<core::WallTime> start_from(std::string_view text, core::WallTime from) {
    if (const auto after = core::parse_duration(text)) return from + *after;
    const auto instant = time_point(text);
    if (!instant)
        return TextError(0, quoted(text) + " is not when an outage starts",
                         "2026-12-03T02:00 (local), 2026-12-02T18:00:00Z, or how long after the start: 26h, 2d4h");
    return *instant;
}

std::vector<core::SiteId> ids_of(std::span<const simulation::RehearsedSite> sites) {
    std::vector<core::SiteId> ids;
    for (const auto& site : sites)
        ids.push_back(site.id);
    return ids;
}

}  // namespace

core::TextResult<std::vector<simulation::Outage>> outages_from(std::string_view text,
                                                               const simulation::RehearsalPlan& plan) {
    const auto at = text.find('@');
    const auto plus = text.rfind('+');
    if (at == text.npos || plus == text.npos || plus < at)
        return TextError(0, quoted(text) + " is not an outage", outage_form);
    const auto sites = sites_named(text.substr(0, at), ids_of(plan.sites));
    if (!sites) return sites.error();
    const core::WallTime from = plan.from;
    const auto begin = start_from(text.substr(at + 1, plus - at - 1), from);
    if (!begin) return begin.error();
    const auto lasts = positive_duration(text.substr(plus + 1));
    if (!lasts) return lasts.error();
    if (*begin < from || *begin >= plan.until)
        return TextError(0, fmt::format("it starts at {}, outside of the simulated time", core::utc_text(*begin)),
                         fmt::format("from {} until {}", core::utc_text(plan.from), core::utc_text(plan.until)));
    std::vector<simulation::Outage> outages;
    for (const std::size_t site : *sites)
        outages.push_back({site, *begin, *begin + *lasts});
    return outages;
}

core::TextResult<void> set_limit(std::string_view text, std::span<simulation::RehearsedSite> sites) {
    const auto equals = text.find('=');
    const auto places = sites_named(equals == text.npos ? "all" : text.substr(0, equals), ids_of(sites));
    if (!places) return places.error();
    const std::string_view number = equals == text.npos ? text : text.substr(equals + 1);
    double limit = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), limit);
    const bool whole = error == std::errc{} && end == number.data() + number.size();
    if (!whole || !std::isfinite(limit) || limit < 0.001 || limit > 10'000)
        return TextError(0, quoted(number) + " is no number of requests a second",
                         "0.001 to 10000, alone or as SITE=N, e.g. cn-hangzhou=5");
    for (const std::size_t place : *places)
        sites[place].creates_per_second = limit;
    return {};
}

core::TextResult<std::pair<core::Millis, core::Millis>> duration_range(std::string_view text) {
    const auto dash = text.find('-');
    const auto least = positive_duration(text.substr(0, dash));
    if (!least) return least.error();
    const auto most = dash == text.npos ? least : positive_duration(text.substr(dash + 1));
    if (!most) return most.error();
    if (*most < *least)
        return TextError(0,
                         fmt::format("{} is longer than {}", core::duration_text(*least), core::duration_text(*most)),
                         "the shorter one first, e.g. 2m-20m");
    if (*most > longest_snapshot)
        return TextError(0, fmt::format("{} is too long for a snapshot", core::duration_text(*most)), "up to 1d");
    return std::pair(*least, *most);
}

}  // namespace ecdsnap::cli
