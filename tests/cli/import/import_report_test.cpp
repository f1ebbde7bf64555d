#include "cli/import/import_report.hpp"

#include "cli/import/imported.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ecdsnap;
using tests::found_policy;
using tests::imported;

namespace {

cli::ImportResult result() {
    cli::ImportResult made;
    made.sites = 2;
    auto found = found_policy("nightly", "0 0 2 ? * 2-6", {{"ecd-1", "", ""}, {"ecd-2", "", ""}});
    found.cloud.disk_type = "SWAP";
    made.policies = {imported(found, "nightly")};
    made.texts = {"policies: []\n"};
    core::LeftOutPolicy left_out;
    left_out.site = {"main", "cn-hangzhou"};
    left_out.cloud.id = "sp-9";
    left_out.cloud.name = "old\x1b[31m";
    left_out.reason = {core::DifferenceKind::no_desktops, "it is attached to no desktop, so it makes no snapshot"};
    left_out.covers_desktops = false;
    made.left_out = {left_out};
    core::Error error;
    error.kind = core::ErrorClass::permission;
    error.doing = "DescribeAutoSnapshotPolicy in main/cn-shanghai";
    error.code = "NoPermission";
    made.failed = {{{"main", "cn-shanghai"}, error}};
    made.differs = core::common_differences({}, made.policies);
    return made;
}

}  // namespace

TEST_CASE("the report as JSON has everything that a program needs, with the YAML or where it was written") {
    auto made = result();
    const auto json = nlohmann::json::parse(cli::import_json(made, "Asia/Shanghai"));
    CHECK(json.at("timezone") == "Asia/Shanghai");
    CHECK(json.at("differences").at(0).at("about") == "time_zone");
    const auto policy = json.at("policies").at(0);
    CHECK(policy.at("name") == "nightly");
    CHECK(policy.at("site") == "main/cn-hangzhou");
    CHECK(policy.at("policy_id") == "sp-3e3bmfcdkjfl1");
    CHECK(policy.at("cron") == "0 0 2 ? * 2-6");
    CHECK(policy.at("dialect") == "quartz");
    CHECK(policy.at("words") == "at 02:00 on Monday to Friday");
    CHECK(policy.at("disks") == nlohmann::json::array({"system", "data"}));
    CHECK(policy.at("mode") == "act");
    CHECK(policy.at("desktops") == nlohmann::json::array({"ecd-1", "ecd-2"}));
    CHECK(policy.at("condition").is_null());
    CHECK(policy.at("retention_days") == 7);
    CHECK(policy.at("detach").at(0).get<std::string>().ends_with("--DesktopId.1 ecd-1 --DesktopId.2 ecd-2"));
    CHECK(policy.at("differences").at(0).at("about") == "disks");
    CHECK(policy.at("yaml") == "policies: []\n");
    CHECK_FALSE(policy.contains("file"));
    CHECK(json.at("left_out").at(0).at("about") == "no_desktops");
    CHECK(json.at("left_out").at(0).at("covers_desktops") == false);
    CHECK(json.at("failed_sites").at(0).at("remedy").get<std::string>().find("ecd:DescribeAutoSnapshotPolicy") !=
          std::string::npos);
    made.files = {"policies.d/nightly.yaml"};
    const auto written = nlohmann::json::parse(cli::import_json(made, "UTC")).at("policies").at(0);
    CHECK(written.at("file") == "policies.d/nightly.yaml");
    CHECK_FALSE(written.contains("yaml"));
}

TEST_CASE("the notes tell first what is missing, each on a safe line") {
    const auto made = result();
    const std::string notes = cli::import_notes(made, cli::CommonNotes::leave_out);
    CHECK(notes.starts_with("ecdsnap: main/cn-shanghai: DescribeAutoSnapshotPolicy in main/cn-shanghai: NoPermission"));
    CHECK(notes.find("; allow the key's user ecd:DescribeAutoSnapshotPolicy and ecd:DescribeDesktops\n") !=
          std::string::npos);
    CHECK(notes.find("\"old\\x1b[31m\" (sp-9) is left out: it is attached to no desktop") != std::string::npos);
    CHECK(notes.find("ecdsnap: nightly: the cloud says DiskType \"SWAP\"") != std::string::npos);
    CHECK(notes.find("what differs") == std::string::npos);
    CHECK(cli::import_notes(made, cli::CommonNotes::tell).find("ecdsnap: what differs: the cloud names no time zone") !=
          std::string::npos);
}

TEST_CASE("the table has a line for each file") {
    auto made = result();
    CHECK(cli::import_table(made).empty());
    made.files = {"policies.d/nightly.yaml"};
    const std::string table = cli::import_table(made);
    CHECK(table.find("nightly") != std::string::npos);
    CHECK(table.find("at 02:00 on Monday to Friday") != std::string::npos);
    CHECK(table.find("policies.d/nightly.yaml") != std::string::npos);
}

TEST_CASE("every kind of error has a remedy") {
    for (int kind = 0; kind <= static_cast<int>(core::ErrorClass::local); ++kind)
        CHECK(std::string(cli::remedy_for(static_cast<core::ErrorClass>(kind))).size() > 10);
}
