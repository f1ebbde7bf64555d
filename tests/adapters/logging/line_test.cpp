#include "adapters/logging/journal_entry.hpp"
#include "adapters/logging/json_line.hpp"
#include "adapters/logging/text_line.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <ctime>

using namespace ecdsnap;
using namespace std::chrono;

namespace {

const core::WallTime moment{sys_days{2026y / 11 / 24} + 18h + 3s + 250ms};

core::Event missed() {
    return {
        core::EventId::task_missed,
        "2 disks were missed",
        {{"policy", "nightly"}, {"reason", "disk_busy"}, {"count", "2"}, {"detail", "waited until the window's end"}}};
}

// The zone of this process while a test runs.
struct Zone {
    explicit Zone(const char* name) {
        setenv("TZ", name, 1);
        tzset();
    }
    ~Zone() {
        unsetenv("TZ");
        tzset();
    }
    Zone(const Zone&) = delete;
    Zone& operator=(const Zone&) = delete;
};

adapters::LogTarget file() {
    return {};
}

std::string remedy() {
    return std::string(core::event_type(core::EventId::task_missed).remedy);
}

std::string to_do() {
    return " -- what to do: " + remedy();
}

}  // namespace

TEST_CASE("a line of text has local time with its offset, level, id, message and fields") {
    const Zone zone("Asia/Shanghai");
    CHECK(adapters::text_line(missed(), moment, file()) ==
          "2026-11-25 02:00:03.250+08:00 error   ECDS-1204 2 disks were missed policy=nightly reason=disk_busy count=2 "
          "detail=\"waited until the window's end\"" +
              to_do());
}

TEST_CASE("an offset west of Greenwich with half hours is right") {
    const Zone zone("America/St_Johns");
    CHECK(adapters::text_line(missed(), moment, file()).substr(0, 29) == "2026-11-24 14:30:03.250-03:30");
}

TEST_CASE("in the journal a line begins with its level and leaves the time out") {
    auto target = file();
    target.journal = true;
    const auto line = adapters::text_line(missed(), moment, target);
    CHECK(line.substr(0, 35) == "<3>ECDS-1204 2 disks were missed po");

    CHECK(adapters::journal_prefix(core::EventLevel::error) == "<3>");
    CHECK(adapters::journal_prefix(core::EventLevel::warning) == "<4>");
    CHECK(adapters::journal_prefix(core::EventLevel::info) == "<6>");
    CHECK(adapters::journal_prefix(core::EventLevel::debug) == "<7>");
}

TEST_CASE("only a coloured target gets colours") {
    auto target = file();
    CHECK(adapters::text_line(missed(), moment, target).find('\x1b') == std::string::npos);
    target.coloured = true;
    CHECK(adapters::text_line(missed(), moment, target).find("\x1b[1;31merror  \x1b[0m ECDS-1204") !=
          std::string::npos);
}

TEST_CASE("foreign text cannot end a line, act on the terminal or be taken for a format") {
    auto event = missed();
    event.message = "desktop \"{} %s\x1b[2J\xff\"";
    event.fields = {{"detail", "a\nb=c \"d\""}, {"policy", ""}};
    const Zone zone("UTC");
    CHECK(adapters::text_line(event, moment, file()) ==
          "2026-11-24 18:00:03.250+00:00 error   ECDS-1204 desktop \"{} %s\\x1b[2J\xEF\xBF\xBD\" "
          "detail=\"a\\nb=c \\\"d\\\"\" policy=\"\"" +
              to_do());
}

TEST_CASE("a JSON line is one object with the stable keys, in order") {
    CHECK(adapters::json_line(missed(), moment, "0.1.0") ==
          R"({"time":"2026-11-24T18:00:03.250Z","level":"error","id":"ECDS-1204","event":"task_missed",)"
          R"("message":"2 disks were missed","policy":"nightly","reason":"disk_busy","count":2,)"
          R"("detail":"waited until the window's end","remedy":")" +
              remedy() + R"(","version":"0.1.0"})");
}

TEST_CASE("a JSON line stays one valid line whatever the text holds") {
    auto event = missed();
    event.message = "a\nb\x1b \xff {}";
    event.fields = {{"detail", std::string("x\0y", 3)}, {"count", "many"}};
    const auto line = adapters::json_line(event, moment, "0.1.0");
    CHECK(line.find('\n') == std::string::npos);
    CHECK(line.find('\x1b') == std::string::npos);
    const auto read = nlohmann::json::parse(line);
    CHECK(read["message"] == "a\nb\x1b \xEF\xBF\xBD {}");
    CHECK(read["detail"] == std::string("x\0y", 3));
    CHECK(read["count"] == "many");
}

TEST_CASE("an entry of the journal has the line as its message, the level, the message's id and each field by name") {
    CHECK(adapters::journal_entry(missed(), "0.1.0") ==
          "MESSAGE=ECDS-1204 2 disks were missed policy=nightly reason=disk_busy count=2 "
          "detail=\"waited until the window's end\"" +
              to_do() +
              "\nPRIORITY=3\nSYSLOG_IDENTIFIER=ecdsnapd\nMESSAGE_ID=5b6f0d3c1a7e4c0f8d2e9a4b7c611204\n"
              "ECDSNAP_ID=ECDS-1204\nECDSNAP_EVENT=task_missed\nECDSNAP_VERSION=0.1.0\nECDSNAP_POLICY=nightly\n"
              "ECDSNAP_REASON=disk_busy\nECDSNAP_COUNT=2\nECDSNAP_DETAIL=waited until the window's end\n");
}

TEST_CASE("foreign text cannot add a field to an entry of the journal, and a long value is cut") {
    auto event = missed();
    event.message = "a\nPRIORITY=7";
    event.fields = {{"detail", "x\nMESSAGE_ID=0\xff"}, {"ids", std::string(100'000, 'i')}};
    const auto entry = adapters::journal_entry(event, "0.1.0");
    CHECK(entry.find("\nPRIORITY=7") == std::string::npos);
    CHECK(entry.find("\nMESSAGE_ID=0") == std::string::npos);
    CHECK(entry.find("\nECDSNAP_DETAIL=x\\nMESSAGE_ID=0\xEF\xBF\xBD\n") != std::string::npos);
    CHECK(entry.size() < 100'000);
    CHECK(entry.back() == '\n');
}
