#include "adapters/system/time_zones.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

namespace ecdsnap::tests {
namespace {

std::string tzdata() {
    std::ifstream file("/usr/share/zoneinfo/tzdata.zi");
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST_CASE("every zone and link that tzdata lists loads") {
    const auto& names = adapters::time_zone_names();
    CHECK(names == adapters::zone_names_of(tzdata()));
    CHECK(names.size() > 500);
    for (const auto& name : names) {
        CAPTURE(name);
        const auto zone = adapters::load_time_zone(name);
        REQUIRE(zone.has_value());
        CHECK(zone->name() == name);
    }
}

TEST_CASE("refuses what is no plain IANA name, with a way out") {
    struct Row {
        std::string_view why;
        std::string_view name;
        std::string_view says;
    };
    const Row rows[] = {
        {"empty", "", "empty"},
        {"wrong case", "asia/shanghai", "did you mean Asia/Shanghai?"},
        {"capitals", "UTC ", "did you mean UTC?"},
        {"typing error", "Europe/Berlim", "did you mean Europe/Berlin?"},
        {"place alone", "Shanghai", "did you mean Asia/Shanghai?"},
        {"made up", "Mars/Olympus_Mons", "unknown time zone"},
        {"POSIX string", "EST5EDT,M3.2.0,M11.1.0", "POSIX TZ strings"},
        {"POSIX offset", "UTC+8", "unknown time zone"},
        {"leap seconds", "right/Europe/Berlin", "plain IANA name"},
        {"posix tree", "posix/Europe/Berlin", "plain IANA name"},
        {"path", "/usr/share/zoneinfo/Europe/Berlin", "plain IANA name"},
        {"path tricks", "Europe/../Europe/Berlin", "plain IANA name"},
        {"colon", ":Europe/Berlin", "plain IANA name"},
        {"the machine's zone", "localtime", "unknown time zone"},
        {"Abseil's fixed zones", "Fixed/UTC+08:00:00", "unknown time zone"},
        {"Abseil's C library zone", "libc:localtime", "unknown time zone"},
        {"a placeholder", "Factory", "unknown time zone"},
        {"double slash", "Europe//Berlin", "did you mean Europe/Berlin?"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.why);
        const auto zone = adapters::load_time_zone(row.name);
        REQUIRE(zone.has_error());
        const auto message = core::describe(zone.error());
        CAPTURE(message);
        CHECK(message.find(row.says) != std::string::npos);
        CHECK(zone.error().column == 1);
    }
    CHECK(adapters::load_time_zone(std::string(5000, 'x')).has_error());
    CHECK(adapters::load_time_zone(std::string("UTC\0", 4)).has_error());
}

TEST_CASE("reads names and version from the text of tzdata.zi") {
    const char* const text =
        "# version 2031x\n# a comment\nR E 1977 o - Ap Su>=1 1u 1 S\nZ Europe/B 1 E CE%sT\nZ Factory 0 - -00\nL "
        "Europe/B Europe/C";
    CHECK(adapters::zone_names_of(text) == std::vector<std::string>{"Europe/B", "Europe/C"});
    CHECK(adapters::tzdata_version_of(text) == "2031x");
    CHECK(adapters::tzdata_version_of("Z Europe/B 1 - X\n") == "");
    CHECK(adapters::zone_names_of("").empty());
}

TEST_CASE("the version in use and the one on disk are those of this machine") {
    const auto text = tzdata();
    CHECK(adapters::tzdata_version() == adapters::tzdata_version_of(text));
    CHECK(adapters::tzdata_version_on_disk() == adapters::tzdata_version());
}

TEST_CASE("the zones of this machine are good, also after 2037") {
    const auto problem = adapters::time_zone_self_test();
    CHECK_MESSAGE(!problem, problem.value_or(""));
}

}  // namespace
}  // namespace ecdsnap::tests
