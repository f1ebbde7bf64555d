#include "cli/chart/svg_canvas.hpp"
#include "cli/chart/time_axis.hpp"
#include "cli/simulate/chart/simulation_chart.hpp"
#include "cli/simulate/chart/slot_bars.hpp"
#include "core/text/utc_text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ecdsnap;
using namespace std::chrono_literals;

namespace {

core::WallTime at(const char* text) {
    return core::utc_from(text).value();
}

absl::TimeZone zone(const char* name) {
    absl::TimeZone zone;
    REQUIRE(absl::LoadTimeZone(name, &zone));
    return zone;
}

std::string labels(const cli::TimeAxis& axis, const absl::TimeZone& zone) {
    std::string all;
    for (const auto& mark : axis.marks(zone))
        all += (mark.label.empty() ? "." : mark.label) + "|";
    return all;
}

simulation::RehearsedPolicy slots_every(core::Millis step, std::size_t count) {
    simulation::RehearsedPolicy policy;
    policy.name = "often";
    for (std::size_t number = 0; number < count; ++number) {
        simulation::RehearsedSlot slot;
        slot.begin = at("2026-12-01T00:00:00Z") + step * static_cast<int>(number);
        slot.instant = std::chrono::floor<std::chrono::seconds>(slot.begin);
        slot.local_time = core::utc_text(slot.instant);
        slot.window_end = slot.begin + 1h;
        slot.finished = slot.begin + 30min;
        slot.counts.tasks = 2;
        slot.counts.done = 1;
        slot.counts.missed = 1;
        policy.slots.push_back(std::move(slot));
    }
    return policy;
}

}  // namespace

TEST_CASE("the time axis has marks at local midnights, hours or months, as many as can be read") {
    const auto begin = at("2026-10-24T00:00:00Z");
    CHECK(labels({begin, begin + 24h, 0, 1000}, absl::UTCTimeZone()) ==
          "24 Oct|03:00|06:00|09:00|12:00|15:00|18:00|21:00|25 Oct|");
    CHECK(labels({begin, begin + 72h, 0, 1000}, zone("Europe/Berlin")) == "12:00|25 Oct|12:00|26 Oct|12:00|27 Oct|");
    CHECK(labels({begin, begin + 24h * 30, 0, 1000}, zone("Asia/Shanghai")).find("25 Oct|.|.|28 Oct|.|.|31 Oct|") == 0);
    CHECK(labels({begin, begin + 24h * 365, 0, 1000}, absl::UTCTimeZone()).find("Nov 2026|Dec 2026|Jan 2027|") == 0);
    const cli::TimeAxis axis(begin, begin + 10h, 100, 200);
    CHECK(axis.x(begin + 5h) == doctest::Approx(150));
    CHECK(axis.x(begin - 5h) == doctest::Approx(100));
    CHECK(axis.x(begin + 50h) == doctest::Approx(200));
}

TEST_CASE("slots that are too close to be seen apart share a bar, and nothing is lost by it") {
    const cli::TimeAxis axis(at("2026-12-01T00:00:00Z"), at("2027-01-05T00:00:00Z"), 0, 1000);
    const auto bars = cli::slot_bars(slots_every(5min, 10'000), axis);
    CHECK(bars.size() < 401);
    std::size_t slots = 0;
    std::uint32_t missed = 0;
    for (const auto& bar : bars) {
        slots += bar.slots;
        missed += bar.counts.missed;
        CHECK(bar.end > bar.begin);
    }
    CHECK(slots == 10'000);
    CHECK(missed == 10'000);
    const auto apart = cli::slot_bars(slots_every(24h, 30), axis);
    REQUIRE(apart.size() == 30);
    CHECK(apart[1].tooltip("often") == "often 2026-12-02T00:00:00Z: 1 done, 1 missed; finished after 30m");
}

TEST_CASE("coordinates are short, and foreign text cannot leave its element") {
    CHECK(cli::coordinate(1.0) == "1");
    CHECK(cli::coordinate(0.126) == "0.13");
    CHECK(cli::coordinate(-0.001) == "0");
    CHECK(cli::coordinate(120) == "120");
    cli::SvgCanvas canvas;
    canvas.text(1, 2, "a <b> & \"c\"\n\x1b[1m", "name");
    const auto svg = std::move(canvas).finish(10, 20, "<title>", "d");
    CHECK(svg.find("a &lt;b&gt; &amp; &quot;c&quot;\\n\\x1b[1m</text>") != std::string::npos);
    CHECK(svg.find("<title>&lt;title&gt;</title>") != std::string::npos);
}

TEST_CASE("a chart shows each policy and site, outages, and what went wrong") {
    cli::SimulationResult result;
    result.plan.from = std::chrono::floor<std::chrono::seconds>(at("2026-12-01T00:00:00Z"));
    result.plan.until = result.plan.from + 24h * 3;
    result.plan.sites.resize(1);
    result.plan.sites[0].id = core::SiteId{"main", "cn-hangzhou"};
    result.plan.outages = {{0, at("2026-12-02T00:00:00Z"), at("2026-12-02T05:00:00Z")}};
    result.report.policies = {slots_every(24h, 3), simulation::RehearsedPolicy{}};
    result.report.policies[0].desktops = 2;
    result.report.policies[1].name = "nobody";
    simulation::RehearsedSiteReport site;
    site.site = core::SiteId{"main", "cn-hangzhou"};
    site.ceiling = 10;
    site.calls.peak = 9;
    site.calls.throttled = 3;
    site.calls.span = 6min;
    site.calls.timeline = {{10, 4}, {20, 9}};
    result.report.sites = {site};
    const std::string svg = cli::simulation_chart(result);
    for (const char* wanted :
         {">often</text>", ">3 of 6 missed or failed</text>", ">nobody</text>", ">matches no desktop</text>",
          ">no slot in this time</text>", ">main/cn-hangzhou</text>", ">peak 9/s of 10/s</text>", ">3 throttled</text>",
          "main/cn-hangzhou: nothing answers from 2026-12-02 00:00 UTC to 2026-12-02 05:00 UTC", "class=\"missed\"",
          "class=\"limit\"", "prefers-color-scheme:dark"}) {
        CAPTURE(wanted);
        CHECK(svg.find(wanted) != std::string::npos);
    }
}
