#include "cli/inventory/inventory_text.hpp"

#include "adapters/ecd/wire_format.hpp"
#include "cli/inventory/desktop_json.hpp"
#include "cli/inventory/inventory_report.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

using namespace ecdsnap;

namespace {

core::Desktop full() {
    core::Desktop desktop;
    desktop.id = "ecd-1";
    desktop.name = "it's \"one\" 数据";
    desktop.office_site_id = "cn-hangzhou+dir-1";
    desktop.status = core::DesktopStatus::running;
    desktop.management = core::Management::migrating;
    desktop.has_data_disk = true;
    desktop.tags = {{"env", "prod"}, {"owner", ""}};
    desktop.end_users = {"alice", "bob"};
    core::DesktopTraits traits;
    traits.os = "Windows";
    traits.charge_type = "PrePaid";
    traits.protocol = "ASP";
    traits.desktop_group_id = "dg-1";
    traits.policy_groups = {"pg-1", "pg-2"};
    traits.resource_groups = {"rg-1", "Design"};
    desktop.traits = std::make_shared<const core::DesktopTraits>(traits);
    return desktop;
}

core::Desktop read_back(const core::Desktop& desktop) {
    return adapters::read_listed_desktops(cli::desktop_json(desktop)).value().at(0).desktop;
}

}  // namespace

TEST_CASE("a desktop that was written reads as the same desktop, whatever the cloud said of it") {
    CHECK(read_back(full()) == full());
    core::Desktop unsaid;
    unsaid.id = "ecd-2";
    unsaid.disks_unsaid = unsaid.tags_unsaid = unsaid.end_users_unsaid = true;
    CHECK(read_back(unsaid) == unsaid);
    core::Desktop strange;
    strange.id = "ecd-3";
    strange.raw_status = "Melting";
    CHECK(read_back(strange) == strange);
}

TEST_CASE("an inventory file says what it is, of which sites, and when it was taken") {
    const core::WallTime taken{core::Millis{1'796'083'200'000}};
    std::vector<cli::SiteInventory> sites(2);
    sites[0] = {{"main", "cn-hangzhou"}, taken, {}};
    for (int number = 0; number < 501; ++number) {
        core::Desktop desktop;
        desktop.id = "ecd-" + std::to_string(number);
        sites[0].desktops.push_back(desktop);
    }
    sites[1] = {{"main", "cn-shanghai"}, taken + std::chrono::seconds{1}, {full()}};
    const std::string text = cli::inventory_text(sites, taken);
    CHECK(text.find(
              R"({"ecdsnap_inventory":{"version":1,"taken":"2026-12-01T00:00:00.000Z","sites":2,"desktops":502}})"
              "\n"
              R"({"site":{"account":"main","region":"cn-hangzhou","taken":"2026-12-01T00:00:00.000Z","desktops":501}})"
              "\n{\"Desktops\": [\n{\"DesktopId\":\"ecd-0\"") == 0);
    CHECK(text.find("\"ecd-499\",\"Disks\":[{\"DiskType\":\"SYSTEM\"}],\"Tags\":[],\"EndUserIds\":[]}\n]}\n"
                    "{\"Desktops\": [\n{\"DesktopId\":\"ecd-500\"") != std::string::npos);
    CHECK(text.ends_with("}\n]}\n"));
}

TEST_CASE("the pieces of an inventory file") {
    const auto piece = [](const char* text) { return cli::inventory_piece(text).value(); };
    CHECK(std::get<cli::InventoryBegin>(piece(R"({ "ecdsnap_inventory": {"version": 1, "sites": 3}})")).sites == 3);
    const auto site = std::get<cli::SiteBegin>(piece("{\n\"site\": {\"account\": \"a\", \"region\": \"r\"}}"));
    CHECK(site.site == core::SiteId{"a", "r"});
    CHECK(std::holds_alternative<cli::DesktopPage>(piece(R"({"Desktops": []})")));
    CHECK(std::holds_alternative<cli::DesktopPage>(piece(R"({"DesktopId": "site"})")));
    CHECK(std::holds_alternative<cli::DesktopPage>(piece("{}")));
    const auto refused = [](const char* text) { return core::describe(cli::inventory_piece(text).error()); };
    CHECK(refused(R"({"ecdsnap_inventory": {"version": 2}})") ==
          "an inventory of version 2 (allowed: version 1); save it anew with this program: ecdsnap inventory --save "
          "FILE");
    CHECK(refused(R"({"site": {"account": "main"}})").find("a site without its account or region") == 0);
    CHECK(refused(R"({"site": {])") == "the object with \"site\" is not JSON");
}

TEST_CASE("the report counts by site and state, and tells all as JSON") {
    core::Desktop stopped;
    stopped.id = "ecd-9";
    stopped.status = core::DesktopStatus::stopped;
    std::vector<cli::SiteInventory> sites(1);
    sites[0] = {{"main", "cn-hangzhou"}, {}, {full(), stopped, stopped}};
    CHECK(cli::inventory_table(sites) ==
          "SITE              DESKTOPS  WITH DATA DISK  STATES\n"
          "main/cn-hangzhou         3               1  2 Stopped, 1 Migrating\n");
    const auto json = nlohmann::json::parse(cli::inventory_json(sites, {}));
    const auto& site = json["sites"][0];
    CHECK(site["count"] == 3);
    CHECK(site["states"]["Stopped"] == 2);
    CHECK(site["desktops"][0]["Tags"][0]["Value"] == "prod");
}
