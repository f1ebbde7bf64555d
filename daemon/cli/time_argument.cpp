#include "cli/time_argument.hpp"

#include "core/text/duration_text.hpp"
#include "core/text/utc_text.hpp"

#include <ctime>
#include <string>

namespace ecdsnap::cli {
namespace {

using namespace std::chrono;

// The instant at which local clocks show this; the first of two where they are set back.
std::optional<core::WallTime> from_local(core::WallTime shown) {
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

}  // namespace

std::optional<core::Millis> time_ago(std::string_view text) {
    const auto duration = core::parse_duration(text);
    return duration ? std::optional(*duration) : std::nullopt;
}

core::TextResult<core::WallTime> time_point(std::string_view text) {
    if (const auto instant = core::utc_from(text)) return *instant;
    // A local time has the form of an instant without its end: read as if it were UTC, then moved.
    std::string full(text);
    if (full.size() == 10) full += " 00:00";
    if (full.size() == 16 && (full[10] == ' ' || full[10] == 'T')) {
        full[10] = 'T';
        const auto shown = core::utc_from(full + ":00Z");
        if (const auto instant = shown ? from_local(*shown) : std::nullopt) return *instant;
    }
    return core::TextError(0, "'" + std::string(text) + "' is not a time",
                           "2026-11-25, \"2026-11-25 02:00\" (local), 2026-11-24T18:00:00Z, or how long ago: 36h, 7d");
}

}  // namespace ecdsnap::cli
