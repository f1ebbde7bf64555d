#include "cli/events/events_command.hpp"

#include "cli/tables/exit_code.hpp"
#include "core/events/event.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

using namespace ecdsnap;
using namespace std::chrono;

namespace {

struct Ran {
    int code = 0;
    std::string out;
    std::string err;
};

Ran run(const cli::EventsOptions& options, cli::Output output = cli::Output::text) {
    std::ostringstream out;
    std::ostringstream err;
    cli::Terminal terminal{
        out, err, 0, false, [](core::Millis) {}, [] {
                               return core::WallTime{sys_days{2026y / 11 / 24} + 18h}; }};
    Ran ran;
    ran.code = cli::show_events(terminal, options, output);
    ran.out = out.str();
    ran.err = err.str();
    return ran;
}

std::string made(const std::string& format, const std::string& language = "en") {
    cli::EventsOptions options;
    options.format = format;
    options.language = language;
    return run(options).out;
}

// The files in the repository that `ecdsnap events` makes. ECDSNAP_WRITE=1 writes them anew.
void same_as_file(const std::string& path, const std::string& text) {
    const std::string file = std::string(ECDSNAP_SOURCE_DIR "/") + path;
    if (std::getenv("ECDSNAP_WRITE") != nullptr) std::ofstream(file) << text;
    std::stringstream found;
    found << std::ifstream(file).rdbuf();
    CHECK_MESSAGE(found.str() == text, path, ": run ECDSNAP_WRITE=1 bin/test_cli_events");
}

}  // namespace

TEST_CASE("what is shipped is what the catalogue says") {
    same_as_file("systemd/ecdsnapd.catalog", made("catalog"));
    same_as_file("systemd/ecdsnapd.zh_CN.catalog", made("catalog", "zh"));
    same_as_file("schemas/log-line.schema.json", made("schema"));
    same_as_file("docs/events.md", made("markdown"));
}

TEST_CASE("one event: cause, remedy, how to find it, its fields") {
    cli::EventsOptions options;
    options.event = "ecds-1401";
    CHECK(run(options).out ==
          "ECDS-1401 ledger_failed (error)\n"
          "Cause: The ledger cannot be written, so no snapshot may be requested.\n"
          "What to do: Free space, or mend the disk or its permissions; work goes on by itself afterwards.\n"
          "In the journal: journalctl -u ecdsnapd MESSAGE_ID=5b6f0d3c1a7e4c0f8d2e9a4b7c611401\n"
          "Fields, as far as they apply:\n"
          "  file    a path\n"
          "  detail  one short line beyond the reason\n"
          "  count   how many are concerned\n");
    options.language = "zh";
    CHECK(run(options).out.find("无法写入账本") != std::string::npos);
    const auto json = nlohmann::json::parse(run(options, cli::Output::json).out);
    CHECK(json["id"] == "ECDS-1401");
    CHECK(json["fields"][2] ==
          nlohmann::json{{"name", "count"}, {"kind", "number"}, {"meaning", "how many are concerned"}});
}

TEST_CASE("all events as a table and as JSON") {
    const auto events = core::event_catalogue().size();
    const auto table = run({}).out;
    CHECK(static_cast<std::size_t>(std::ranges::count(table, '\n')) == events + 1);
    CHECK(table.find("ECDS-1204  error    task_missed") != std::string::npos);
    CHECK(nlohmann::json::parse(run({}, cli::Output::json).out)["events"].size() == events);
}

TEST_CASE("an event that does not exist is refused with the nearest one") {
    cli::EventsOptions options;
    options.event = "task_mised";
    const auto ran = run(options);
    CHECK(ran.code == cli::exit_usage);
    CHECK(ran.out.empty());
    CHECK(ran.err.find("there is no event 'task_mised'; did you mean task_missed?") != std::string::npos);
}

TEST_CASE("a sample line of every event, with all of its fields") {
    std::istringstream lines(made("lines"));
    std::set<std::string> seen;
    for (std::string line; std::getline(lines, line);) {
        const auto read = nlohmann::json::parse(line);
        const auto* type = core::find_event_type(read["id"].get<std::string>());
        REQUIRE(type != nullptr);
        CHECK(seen.insert(read["id"]).second);
        for (const auto field : type->fields)
            CHECK_MESSAGE(read.contains(std::string(field)), type->name, " ", field);
    }
    CHECK(seen.size() == core::event_catalogue().size());
}
