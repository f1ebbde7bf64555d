#include "adapters/system/time_zones.hpp"

#include "core/text/edit_distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace ecdsnap::adapters {
namespace {

using core::TextError;

constexpr const char* tzdata_path = "/usr/share/zoneinfo/tzdata.zi";
constexpr std::size_t longest_name = 64;

std::string read_tzdata() {
    std::ifstream file(tzdata_path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

struct LoadedTzdata {
    std::vector<std::string> names;
    std::string version;
};

// Read once: Abseil keeps each zone as first loaded as well, so names, version and rules stay those of one tzdata.
const LoadedTzdata& loaded_tzdata() {
    static const LoadedTzdata loaded = [] {
        const std::string text = read_tzdata();
        return LoadedTzdata{zone_names_of(text), tzdata_version_of(text)};
    }();
    return loaded;
}

// The nth blank-separated word of a line, or nothing.
std::string_view word(std::string_view line, std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) {
        const auto blank = line.find(' ');
        if (blank == std::string_view::npos) return {};
        line.remove_prefix(blank + 1);
    }
    return line.substr(0, line.find(' '));
}

std::string hint_for_unknown(std::string_view name, const std::vector<std::string>& names) {
    if (name.starts_with("right/") || name.starts_with("posix/") || name.find("..") != std::string_view::npos ||
        name.starts_with('/') || name.starts_with(':'))
        return "give the plain IANA name, such as Asia/Shanghai";
    if (const auto nearest = core::closest(name, names)) return fmt::format("did you mean {}?", *nearest);
    // A place without its area: "Shanghai".
    for (const auto& known : names)
        if (const auto slash = known.rfind('/');
            slash != std::string::npos && core::edit_distance(std::string_view(known).substr(slash + 1), name) == 0)
            return fmt::format("did you mean {}?", known);
    if (name.find_first_of(",<>0123456789") != std::string_view::npos)
        return "POSIX TZ strings and offsets are not accepted; a fixed offset is Etc/GMT-8 (that is UTC+8)";
    return {};
}

struct KnownOffset {
    const char* zone;
    int month;   // of 2020
    int offset;  // seconds east of UTC
};

// History, so no later tzdata changes it: plain, summer time, half an hour of summer time.
constexpr std::array<KnownOffset, 5> known_offsets{{{"Asia/Shanghai", 7, 8 * 3600},
                                                    {"America/New_York", 7, -4 * 3600},
                                                    {"America/New_York", 1, -5 * 3600},
                                                    {"Australia/Lord_Howe", 7, 10 * 3600 + 1800},
                                                    {"Australia/Lord_Howe", 1, 11 * 3600}}};

// In the middle of that month.
int offset_in(const absl::TimeZone& zone, int year, int month) {
    return zone.At(absl::FromCivil(absl::CivilSecond(year, month, 15, 12, 0, 0), zone)).offset;
}

// Rules that hold in 2036 and are written without an end hold in 2064, a year with the same calendar.
std::optional<std::string> compare_after_2037(const char* name) {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(name, &zone)) return fmt::format("the time zone {} does not load", name);
    for (int month = 1; month <= 12; ++month)
        if (offset_in(zone, 2036, month) != offset_in(zone, 2064, month))
            return fmt::format("the time zone {} is wrong after 2037: its summer time ends", name);
    return std::nullopt;
}

}  // namespace

std::vector<std::string> zone_names_of(std::string_view tzdata_zi) {
    std::vector<std::string> names;
    while (!tzdata_zi.empty()) {
        const auto line = tzdata_zi.substr(0, tzdata_zi.find('\n'));
        tzdata_zi.remove_prefix(std::min(line.size() + 1, tzdata_zi.size()));
        // "Z name ..." defines a zone, "L target name" a second name of one.
        std::string_view name;
        if (line.starts_with("Z ")) name = word(line, 1);
        if (line.starts_with("L ")) name = word(line, 2);
        if (!name.empty() && name != "Factory") names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string tzdata_version_of(std::string_view tzdata_zi) {
    constexpr std::string_view prefix = "# version ";
    if (!tzdata_zi.starts_with(prefix)) return {};
    tzdata_zi.remove_prefix(prefix.size());
    return std::string(tzdata_zi.substr(0, tzdata_zi.find('\n')));
}

const std::vector<std::string>& time_zone_names() {
    return loaded_tzdata().names;
}

core::TextResult<absl::TimeZone> load_time_zone(std::string_view name) {
    const auto& names = loaded_tzdata().names;
    const std::string allowed = "IANA names such as Asia/Shanghai, Europe/Berlin, UTC";
    if (names.empty())
        return TextError(0, fmt::format("no time zones: {} is missing", tzdata_path), {}, "install tzdata");
    if (name.empty()) return TextError(1, "the name of the time zone is empty", allowed);
    if (name.size() > longest_name) return TextError(1, "no time zone has such a long name", allowed);
    if (!std::binary_search(names.begin(), names.end(), name))
        return TextError(1, fmt::format("unknown time zone '{}'", name), allowed, hint_for_unknown(name, names));
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(absl::string_view(name.data(), name.size()), &zone))
        return TextError(1, fmt::format("the time zone '{}' is listed but does not load", name), {},
                         "tzdata is damaged: reinstall it");
    return zone;
}

std::string tzdata_version() {
    return loaded_tzdata().version.empty() ? std::string(unknown_tzdata) : loaded_tzdata().version;
}

std::string tzdata_version_on_disk() {
    const auto version = tzdata_version_of(read_tzdata());
    return version.empty() ? std::string(unknown_tzdata) : version;
}

std::optional<std::string> time_zone_self_test() {
    if (loaded_tzdata().names.empty()) return fmt::format("no time zones: {} is missing (install tzdata)", tzdata_path);
    for (const auto& known : known_offsets) {
        absl::TimeZone zone;
        if (!absl::LoadTimeZone(known.zone, &zone)) return fmt::format("the time zone {} does not load", known.zone);
        if (offset_in(zone, 2020, known.month) != known.offset)
            return fmt::format("the time zone {} has a wrong offset in 2020", known.zone);
    }
    for (const auto* name : {"America/New_York", "Europe/Berlin", "Australia/Lord_Howe"})
        if (auto problem = compare_after_2037(name)) return problem;
    return std::nullopt;
}

}  // namespace ecdsnap::adapters
