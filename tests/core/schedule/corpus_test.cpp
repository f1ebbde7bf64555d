// Every case of cases/*.jsonl. A failure names the case by its id.
#include "core/schedule/next_slot.hpp"
#include "core/schedule/schedule_times.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace ecdsnap::tests {
namespace {

using nlohmann::json;

constexpr std::string_view pinned_tzdata = "2025b";

std::string check_error(const std::string& expression, core::CronDialect dialect) {
    const auto parsed = core::CronExpression::parse(expression, dialect);
    if (parsed.has_value()) return "accepted";
    const auto& error = parsed.error();
    if (error.problem.empty()) return "the error has no text";
    if (error.column > expression.size() + 1) return "the column lies outside";
    return {};
}

std::string check_never(const std::string& expression, core::CronDialect dialect, const json& one) {
    if (core::CronExpression::parse(expression, dialect).has_value()) return "an impossible date is accepted";
    const auto parsed = core::CronExpression::parse(expression, dialect, core::ImpossibleDates::accept);
    if (parsed.has_error()) return core::describe(parsed.error());
    const auto slot = core::next_slot(*parsed, zone(one["tz"].get<std::string>()), utc(one["from"].get<std::string>()));
    return slot ? "due at " + core::utc_text(*slot) : "";
}

std::string check_times(const std::string& expression, core::CronDialect dialect, const json& one) {
    const auto parsed = core::CronExpression::parse(expression, dialect);
    if (parsed.has_error()) return core::describe(parsed.error());
    const auto in = zone(one["tz"].get<std::string>());
    auto t = utc(one["from"].get<std::string>());
    for (const auto& expected : one.value("expect_next", json::array())) {
        const auto slot = core::next_slot(*parsed, in, t);
        if (!slot) return "never, expected " + expected.get<std::string>();
        if (*slot != utc(expected.get<std::string>()))
            return fmt::format("after {} comes {}, expected {}", core::utc_text(t), core::utc_text(*slot),
                               expected.get<std::string>());
        if (core::previous_slot(*parsed, in, *slot) != slot)
            return "previous_slot disagrees at " + core::utc_text(*slot);
        t = *slot;
    }
    for (const auto& instant : one.value("expect_not", json::array())) {
        const auto not_due = utc(instant.get<std::string>());
        if (core::next_slot(*parsed, in, not_due - std::chrono::seconds{1}) == not_due)
            return "due at " + core::utc_text(not_due);
    }
    return {};
}

struct Tally {
    int checked = 0;
    int left_out = 0;
    std::string failures;
};

Tally run(const char* file, core::CronDialect dialect) {
    Tally tally;
    std::ifstream lines(std::string(ECDSNAP_SOURCE_DIR "/tests/core/schedule/cases/") + file);
    for (std::string line; std::getline(lines, line);) {
        const auto one = json::parse(line);
        if (one.value("tzdb_sensitive", false) && adapters::tzdata_version() != pinned_tzdata) {
            ++tally.left_out;
            continue;
        }
        const auto expression = one["expr"].get<std::string>();
        std::string failure;
        if (one.value("error", false))
            failure = check_error(expression, dialect);
        else if (one.contains("expect_next") && one["expect_next"].empty())
            failure = check_never(expression, dialect, one);
        else
            failure = check_times(expression, dialect, one);
        ++tally.checked;
        if (!failure.empty())
            tally.failures +=
                fmt::format("{} '{}' {}: {}\n", one["id"].get<std::string>(), expression, one.value("tz", ""), failure);
    }
    MESSAGE(std::string(file) << ": " << tally.checked << " checked, " << tally.left_out
                              << " left out (tzdata version)");
    return tally;
}

TEST_CASE("five-field cases of public suites and of every kind of clock change") {
    const auto tally = run("cron.jsonl", core::CronDialect::cron);
    CHECK(tally.failures == "");
    CHECK(tally.checked + tally.left_out == 1037);
}

TEST_CASE("random five-field cases") {
    const auto tally = run("cron_random.jsonl", core::CronDialect::cron);
    CHECK(tally.failures == "");
    CHECK(tally.checked + tally.left_out == 500);
}

TEST_CASE("Quartz cases") {
    const auto tally = run("quartz.jsonl", core::CronDialect::quartz);
    CHECK(tally.failures == "");
    CHECK(tally.checked + tally.left_out == 73);
}

}  // namespace
}  // namespace ecdsnap::tests
