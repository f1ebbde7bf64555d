#include "cli/time_argument.hpp"

#include "core/text/duration_text.hpp"
#include "core/text/utc_text.hpp"

#include <ctime>
#include <string>

namespace ecdsnap::cli {
namespace {

using namespace std::chrono;

// The instant at which this machine's clock shows `shown`; the first of two where it is set back.
std::optional<core::WallTime> on_this_machine(core::WallTime shown) {
    const auto day = floor<days>(shown);
    const year_month_day date{day};
    const hh_mm_ss clock{shown - day};
    std::tm local{};
    local.tm_year = static_cast<int>(date.year()) - 1900;
    local.tm_mon = static_cast<int>(static_cast<unsigned>(date.month())) - 1;
    local.tm_mday = static_cast<int>(static_cast<unsigned>(date.day()));
    local.tm_hour = static_cast<int>(clock.hours().count());
    local.tm_min = static_cast<int>(clock.minutes().count());
    local.tm_isdst = -1;
    const auto instant = std::mktime(&local);
    if (instant == -1) return std::nullopt;
    return core::WallTime{seconds{instant}};
}

// What a local time without a zone shows, read as if it were UTC.
std::optional<core::WallTime> shown_by(std::string_view text) {
    std::string full(text);
    if (full.size() == 10) full += " 00:00";
    if (full.size() != 16 || (full[10] != ' ' && full[10] != 'T')) return std::nullopt;
    full[10] = 'T';
    return core::utc_from(full + ":00Z");
}

core::TextError no_time(std::string_view text) {
    return {0, "'" + std::string(text) + "' is not a time",
            "2026-11-25, \"2026-11-25 02:00\" (local), 2026-11-24T18:00:00Z, or how long ago: 36h, 7d"};
}

}  // namespace

std::optional<core::Millis> time_ago(std::string_view text) {
    const auto duration = core::parse_duration(text);
    return duration ? std::optional(*duration) : std::nullopt;
}

core::TextResult<core::WallTime> time_point(std::string_view text) {
    if (const auto instant = core::utc_from(text)) return *instant;
    const auto shown = shown_by(text);
    if (const auto instant = shown ? on_this_machine(*shown) : std::nullopt) return *instant;
    return no_time(text);
}

core::TextResult<core::WallTime> time_point(std::string_view text, const absl::TimeZone& zone) {
    if (const auto instant = core::utc_from(text)) return *instant;
    const auto shown = shown_by(text);
    if (!shown) return no_time(text);
    const absl::CivilSecond local = absl::CivilSecond() + floor<seconds>(*shown).time_since_epoch().count();
    const auto found = zone.At(local);
    const bool skipped = found.kind == absl::TimeZone::TimeInfo::SKIPPED;
    return core::WallTime{core::Millis{absl::ToUnixMillis(skipped ? found.trans : found.pre)}};
}

}  // namespace ecdsnap::cli
