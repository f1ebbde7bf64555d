#include "cli/tables/table.hpp"

#include "cli/tables/result_table.hpp"
#include "cli/tables/status_table.hpp"
#include "cli/tables/text_width.hpp"
#include "fakes/fake_daemon.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>

using namespace ecdsnap;
using namespace ecdsnap::cli;

namespace {

std::string golden(const char* name) {
    std::ifstream file(std::string(ECDSNAP_SOURCE_DIR "/tests/cli/golden/") + name);
    REQUIRE(file.good());
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::size_t widest_line(const std::string& text) {
    std::size_t widest = 0;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        widest = std::max(widest, text_width(line));
    return widest;
}

}  // namespace

TEST_CASE("text takes the columns that a terminal gives it") {
    CHECK(text_width("abc") == 3);
    CHECK(text_width("设计部") == 6);
    CHECK(text_width("e\xCC\x81") == 1);  // e and a combining acute accent
    CHECK(text_width("ｱ") == 1);          // half-width katakana
    CHECK(text_width("Ａ") == 2);         // full-width letter
    CHECK(text_width("🖥️🚀") == 3);
    CHECK(text_width("…–é") == 3);
    CHECK(text_width("") == 0);
}

TEST_CASE("cut text never takes more columns than it may, and never ends inside a character") {
    CHECK(cut_to_width("abcdef", 6) == "abcdef");
    CHECK(cut_to_width("abcdef", 5) == "abcd…");
    CHECK(cut_to_width("设计部", 5) == "设计…");
    CHECK(cut_to_width("设计部", 4) == "设…");
    CHECK(cut_to_width("设计部", 1) == "…");
    CHECK(cut_to_width("abc", 0) == "");
}

TEST_CASE("columns line up, also under wide characters") {
    Table table({{"NAME"}, {"COUNT", Align::right}, {"LAST"}});
    table.add({"设计部", "7", "a"});
    table.add({"x", "1000", ""});
    CHECK(table.text(any_width) ==
          "NAME    COUNT  LAST\n"
          "设计部      7  a\n"
          "x        1000\n");
}

TEST_CASE("where not even narrow columns fit, the last ones go") {
    Table table({{"DESKTOP"}, {"EXCLUDED"}, {"SUSPECTS"}, {"THROTTLED"}});
    table.add({"ecd-1", "1", "2", "设计部设计部设计部"});
    CHECK(table.text(20) == "DESKT…  EXCLU…  SUS…\necd-1   1       2  …\n");
    CHECK(widest_line(table.text(1)) == 1);
}

TEST_CASE("on a narrow terminal the widest columns give way") {
    Table table({{"ID"}, {"EXPLANATION"}, {"NAME"}});
    table.add({"ecd-1", std::string(60, 'x'), std::string(30, 'y')});
    const auto text = table.text(50);
    CHECK(widest_line(text) == 50);
    CHECK(text.find("ecd-1  xxx") != std::string::npos);
    CHECK(text.find("x…") != std::string::npos);
    CHECK(text.find("y…") != std::string::npos);
    CHECK(table.text(any_width).find("…") == std::string::npos);
    CHECK_NOTHROW(table.text(1));
}

TEST_CASE("foreign text cannot break a table") {
    Table table({{"A"}, {"B"}});
    table.add({"a\nb", "\x1b[2J\xff"});
    CHECK(table.text(any_width) == "A     B\na\\nb  \\x1b[2J\xEF\xBF\xBD\n");
    CHECK_THROWS(table.add({"one"}));
}

TEST_CASE("a finished slot shows problems first and sums up by outcome and reason") {
    CHECK(result_table(tests::sample_history()) == golden("result_table.txt"));
    const auto narrow = result_table(tests::sample_history(), 60);
    CHECK(widest_line(narrow.substr(0, narrow.rfind("5 disks"))) == 60);
    CHECK(narrow.find("quota") != std::string::npos);
    CHECK(result_table({}) == "no disk: the policy matches no desktop\n");
}

TEST_CASE("history keeps its order and shows slots that passed as a whole, and extras") {
    CHECK(history_table(tests::sample_history()) == golden("history_table.txt"));
    CHECK(history_table({}) == "nothing found\n");
}

TEST_CASE("status shows problems first") {
    CHECK(status_text(tests::sample_status()) == golden("status.txt"));
}

TEST_CASE("a policy that covers more than was approved says what to do, and one that needs no word says nothing") {
    auto status = tests::sample_status();
    status.policies[0].approval->up_to = 3;
    CHECK(
        status_text(status).find("NOT APPROVED policy nightly covers 4 desktops, more than the 2 of its approve_above "
                                 "(approved: up to 3, by uid 1000 on 2026-11-22T18:00:00Z): nothing more is sent "
                                 "until `ecdsnap approve nightly`\n") != std::string::npos);
    status.policies[0].observes = true;
    CHECK(status_text(status).find("APPROVED") == std::string::npos);
    status.policies[0].observes = false;
    status.policies[0].approve_above = 4;
    CHECK(status_text(status).find("APPROVED") == std::string::npos);
}

TEST_CASE("each problem is told") {
    auto status = tests::sample_status();
    status.sites.erase(status.sites.begin() + 1);  // the one with a problem; a region that is not used is none
    CHECK(problems_of(status) ==
          std::vector<std::string>{"account main has no newer key, and the one in use expires in 12m: 100.100.100.200 "
                                   "does not answer"});
    status.accounts[0].key.expires = status.now;
    CHECK(problems_of(status)[0].starts_with("the key of account main has expired, and there is no other: "));
    status.accounts[0].key.expires.reset();
    CHECK(problems_of(status)[0].starts_with("account main keeps its key, since no other could be read: "));
    status.accounts[0].key.key_id.clear();
    CHECK(problems_of(status)[0].starts_with("account main has no key: "));
    status.accounts[0].key.problem.clear();
    CHECK(problems_of(status).empty());
    status.policies[0].unapproved = 4;
    CHECK(problems_of(status) ==
          std::vector<std::string>{"a slot of policy nightly with 4 desktops waits for `ecdsnap approve nightly`"});
    status.policies[0].unapproved = 0;
    status.ready = false;
    CHECK(problems_of(status) == std::vector<std::string>{"not ready"});
    status.not_ready_because = {"another daemon of owner main is alive"};
    status.clock_trusted = false;
    status.ledger_writable = false;
    status.ledger_problem = "disk full";
    status.reload_problem = "policies.d/a.yaml:3:1: unknown key";
    CHECK(problems_of(status) == std::vector<std::string>{
                                     "not ready: another daemon of owner main is alive",
                                     "the clock is not trusted: no slot opens",
                                     "the ledger cannot be written: disk full",
                                     "the last reload was refused, the older configuration is in force: "
                                     "policies.d/a.yaml:3:1: unknown key",
                                 });
    status.sites[0].clock_difference = std::chrono::minutes{16};
    CHECK(
        problems_of(status)[1] ==
        "the clock is not trusted: no slot opens; main/cn-hangzhou: this machine's clock is 16m ahead of the cloud's; "
        "`timedatectl` shows whether it is synchronised");
    status.regions_awaited = {"main: Forbidden.RAM"};
    CHECK(problems_of(status)[4] == "the cloud has not told the regions of account main: Forbidden.RAM");
}

TEST_CASE("progress counts what is settled") {
    core::SlotCounts counts;
    CHECK(progress_text(counts) == "[####################] 100% 0 done, 0 skipped, 0 missed, 0 failed, 0 open");
    counts.tasks = 4'000'000'000;
    counts.done = 1'999'999'999;
    counts.skipped = 1;
    CHECK(progress_text(counts) ==
          "[##########..........]  50% 1999999999 done, 1 skipped, 0 missed, 0 failed, 2000000000 open");
}
