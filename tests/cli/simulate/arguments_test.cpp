#include "cli/inventory/json_documents.hpp"
#include "cli/simulate/fault_arguments.hpp"
#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;
using namespace std::chrono_literals;

namespace {

simulation::RehearsalPlan plan() {
    simulation::RehearsalPlan plan;
    for (const auto& [account, region] :
         {std::pair("main", "cn-hangzhou"), std::pair("main", "cn-shanghai"), std::pair("other", "cn-hangzhou")}) {
        simulation::RehearsedSite site;
        site.id = core::SiteId{account, region};
        plan.sites.push_back(std::move(site));
    }
    plan.from = std::chrono::floor<std::chrono::seconds>(core::utc_from("2026-12-01T00:00:00Z").value());
    plan.until = plan.from + 24h * 30;
    return plan;
}

template <class T>
std::string refusal(const core::TextResult<T>& result) {
    return result ? "accepted" : core::describe(result.error());
}

}  // namespace

TEST_CASE("an outage names its sites, when it starts and how long it lasts") {
    const auto absolute = cli::outages_from("cn-shanghai@2026-12-03T02:00:00Z+3h", plan());
    REQUIRE(absolute.has_value());
    REQUIRE(absolute->size() == 1);
    CHECK(absolute->front().site == 1);
    CHECK(core::utc_text(absolute->front().begin) == "2026-12-03T02:00:00.000Z");
    CHECK(absolute->front().end - absolute->front().begin == 3h);

    const auto relative = cli::outages_from("cn-hangzhou@2d2h+1h30m", plan()).value();
    REQUIRE(relative.size() == 2);
    CHECK(relative[1].site == 2);
    CHECK(core::utc_text(relative[0].begin) == "2026-12-03T02:00:00.000Z");
    CHECK(cli::outages_from("all@0s+45m", plan())->size() == 3);
    const auto offset = cli::outages_from("other/cn-hangzhou@2026-12-03T02:00:00+08:00+3h", plan()).value();
    CHECK(core::utc_text(offset.at(0).begin) == "2026-12-02T18:00:00.000Z");
}

TEST_CASE("an outage that cannot be understood is refused with what is allowed") {
    const std::string form =
        " is not an outage (allowed: SITE@START+DURATION, e.g. cn-hangzhou@2026-12-03T02:00+3h or all@26h+45m (26 "
        "hours "
        "after the start))";
    const auto refused = [](const char* text) { return refusal(cli::outages_from(text, plan())); };
    CHECK(refused("") == "''" + form);
    CHECK(refused("cn-hangzhou") == "'cn-hangzhou'" + form);
    CHECK(refused("all@26h") == "'all@26h'" + form);
    CHECK(refused("all+3h@26h") == "'all+3h@26h'" + form);
    CHECK(refused("cn-hangzou@26h+1h") ==
          "'cn-hangzou' is no site of this configuration (allowed: all, main/cn-hangzhou, main/cn-shanghai, "
          "other/cn-hangzhou); did you mean 'cn-hangzhou'?");
    CHECK(refused("all@tomorrow+1h").find("'tomorrow' is not when an outage starts (allowed: 2026-12-03T02:00") == 0);
    CHECK(refused("all@26h+3").find("'3' is not a duration: ") == 0);
    CHECK(refused("all@26h+0s") == "'0s' is no time at all (allowed: 30s, 45m, 3h, 1h30m)");
    CHECK(refused("all@30d+1h") ==
          "it starts at 2026-12-31T00:00:00.000Z, outside of the simulated time (allowed: from "
          "2026-12-01T00:00:00Z until 2026-12-31T00:00:00Z)");
    CHECK(refused("all@2026-11-30T00:00:00Z+3d").find("outside of the simulated time") != std::string::npos);
}

TEST_CASE("a limit is for all sites or for the ones it names") {
    auto limited = plan();
    CHECK(cli::set_limit("20", limited.sites).has_value());
    CHECK(cli::set_limit("main/cn-hangzhou=0.5", limited.sites).has_value());
    CHECK(limited.sites[0].creates_per_second == 0.5);
    CHECK(limited.sites[1].creates_per_second == 20);
    CHECK(limited.sites[2].creates_per_second == 20);
    for (const char* wrong : {"", "0", "-1", "nan", "inf", "10001", "5/s", "cn-hangzhou=", "cn-hangzhou=x"})
        CHECK(
            refusal(cli::set_limit(wrong, limited.sites)).find(" is no number of requests a second (allowed: 0.001") !=
            std::string::npos);
    CHECK(refusal(cli::set_limit("cn-beijing=5", limited.sites)).find("'cn-beijing' is no site") == 0);
}

TEST_CASE("a snapshot takes one time, or between two") {
    CHECK(cli::duration_range("2m-20m").value() == std::pair<core::Millis, core::Millis>(2min, 20min));
    CHECK(cli::duration_range("90s").value() == std::pair<core::Millis, core::Millis>(90s, 90s));
    CHECK(refusal(cli::duration_range("20m-2m")) ==
          "20m is longer than 2m (allowed: the shorter one first, e.g. 2m-20m)");
    CHECK(refusal(cli::duration_range("2d")) == "2d is too long for a snapshot (allowed: up to 1d)");
    CHECK(refusal(cli::duration_range("2m-")).find("'' is not a duration") == 0);
    CHECK(refusal(cli::duration_range("0s-5m")).find("'0s' is no time at all") == 0);
}

TEST_CASE("the objects of a text are found one after the other, with commas, and in lists") {
    const auto lines = [](const char* text) {
        std::string found;
        for (const auto& document : cli::json_documents(text).value())
            found += std::to_string(document.line) + ":" + std::string(document.text) + " ";
        return found;
    };
    CHECK(lines("{}") == "1:{} ");
    CHECK(lines("\xEF\xBB\xBF{\"a\": {\"b\": 1}}\n\n{\"c\": \"}\\\"}\"}\n") ==
          "1:{\"a\": {\"b\": 1}} 3:{\"c\": \"}\\\"}\"} ");
    CHECK(lines("[\n{\n},\n{}]\n[{}]") == "2:{\n} 4:{} 5:{} ");
}

TEST_CASE("text that is no sequence of objects is refused with its line") {
    const auto refused = [](const char* text) { return refusal(cli::json_documents(text)); };
    const std::string allowed =
        " (allowed: what `ecdsnap inventory --save` writes, or what DescribeDesktops answers: {\"Desktops\": [...]}, "
        "several, or a list)";
    CHECK(refused("") == "holds no JSON object" + allowed);
    CHECK(refused("[]\n") == "holds no JSON object" + allowed);
    CHECK(refused("{}\nDesktopId,Name\n") == "line 2: 'D' is not the beginning of an object" + allowed);
    CHECK(refused("\n{\"a\": \"}\"\n") == "line 2: the object that begins here does not end" + allowed);
    CHECK(refused("\xFF\xFE{") ==
          "is UTF-16, as PowerShell's > writes it" + allowed + "; write it with Out-File -Encoding utf8");
}
