// Files of `ecdsnap inventory --save`; what DescribeDesktops answers is tests/cli/simulate/fleet_test.cpp's.
#include "cli/inventory/known_fleet.hpp"

#include "cli/inventory/inventory_text.hpp"
#include "cli/written_file.hpp"
#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

using namespace ecdsnap;

namespace {

const core::WallTime taken{core::Millis{1'796'083'200'000}};

core::Desktop desktop(const char* id) {
    core::Desktop made;
    made.id = id;
    made.status = core::DesktopStatus::starting;
    return made;
}

std::string saved() {
    std::vector<cli::SiteInventory> sites(2);
    sites[0] = {{"main", "cn-hangzhou"}, taken, {desktop("ecd-2"), desktop("ecd-1")}};
    sites[1] = {{"other", "cn-hangzhou"}, taken - std::chrono::minutes{1}, {desktop("ecd-1")}};
    return cli::inventory_text(sites, taken);
}

core::Fleet sites(std::vector<core::SiteId> ids) {
    core::Fleet fleet;
    for (core::SiteId& id : ids)
        fleet.push_back({std::move(id), {}, {}});
    return fleet;
}

class Saved {
public:
    explicit Saved(const std::string& text) { std::ofstream(path(), std::ios::binary) << text; }
    std::string path() const { return (folder_.path() / "desktops.json").string(); }
    std::string refusal() const {
        const auto read = cli::read_fleet({path()}, sites({{"main", "cn-hangzhou"}}));
        REQUIRE(read.has_error());
        const std::string told = core::describe(read.error());
        REQUIRE(told.find(path()) == 0);
        return told.substr(path().size());
    }

private:
    tests::TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("a saved inventory gives each site its desktops, in order, as they were listed") {
    const Saved file(saved());
    const auto read = cli::read_fleet({file.path()}, sites({{"other", "cn-hangzhou"}, {"main", "cn-hangzhou"}}));
    REQUIRE(read.has_value());
    CHECK(read->notes.empty());
    CHECK(read->taken == taken - std::chrono::minutes{1});
    CHECK(read->sites[0].desktops.size() == 1);
    REQUIRE(read->sites[1].desktops.size() == 2);
    CHECK(read->sites[1].desktops[0] == desktop("ecd-1"));
}

TEST_CASE("sites that the configuration has not are left out with a note") {
    const Saved file(saved());
    const auto read = cli::read_fleet({file.path()}, sites({{"main", "cn-hangzhou"}, {"main", "cn-beijing"}}));
    REQUIRE(read.has_value());
    CHECK(read->notes ==
          std::vector<std::string>{"left out of the inventory: 1 desktop in other/cn-hangzhou, which no account of the "
                                   "configuration has",
                                   "the inventory has no desktop of main/cn-beijing"});
}

TEST_CASE("an account with all regions has those of the inventory; the others have what they name") {
    const Saved own(saved());
    core::Settings settings;
    settings.accounts.resize(2);
    settings.accounts[0].name = "main";
    settings.accounts[0].all_regions.emplace().asked_in = "ap-southeast-1";
    settings.accounts[1].name = "other";
    settings.accounts[1].regions = {"cn-beijing"};
    CHECK(core::known_regions(settings.accounts[0]) == std::vector<std::string>{"ap-southeast-1"});
    const core::Settings found = cli::with_regions_of({own.path()}, settings);
    CHECK(found.accounts[0].regions == std::vector<std::string>{"cn-hangzhou"});
    CHECK(core::known_regions(found.accounts[0]) == std::vector<std::string>{"cn-hangzhou"});
    CHECK(found.accounts[1].regions == std::vector<std::string>{"cn-beijing"});

    const Saved listed(
        R"({"Desktops": [{"DesktopId": "ecd-1", "RegionId": "us-west-1", "DesktopStatus": "Running"}]})");
    settings.accounts.pop_back();
    CHECK(cli::with_regions_of({listed.path()}, settings).accounts[0].regions == std::vector<std::string>{"us-west-1"});
    CHECK(cli::with_regions_of({"main/eu-central-1=" + listed.path()}, settings).accounts[0].regions ==
          std::vector<std::string>{"eu-central-1"});
    CHECK(cli::with_regions_of({"nowhere.json"}, settings).accounts[0].regions.empty());
}

TEST_CASE("a file that is not whole is refused") {
    const std::string whole = saved();
    const auto cut = whole.rfind("{\"site\"");
    CHECK(Saved(whole.substr(0, cut)).refusal() ==
          ": 1 of 2 sites are there: the file is not whole; save it anew: ecdsnap inventory --save FILE");
    const auto page = whole.find("{\"Desktops\"");
    const auto next = whole.find("{\"site\"", page);
    CHECK(Saved(whole.substr(0, page) + whole.substr(next)).refusal() ==
          ", the object that begins in line 3: 0 of 2 desktops of main/cn-hangzhou are there: the file is not whole; "
          "save it anew: ecdsnap inventory --save FILE");
    CHECK(Saved(whole.substr(0, whole.size() - 20)).refusal().find("the object that begins here does not end") !=
          std::string::npos);
}

TEST_CASE("a file is replaced whole, and is its owner's alone") {
    const tests::TemporaryFolder folder;
    const std::string path = (folder.path() / "saved").string();
    std::ofstream(path) << "old";
    CHECK_FALSE(cli::replace_private_file(path, "new"));
    std::ifstream stream(path);
    CHECK(std::string(std::istreambuf_iterator<char>(stream), {}) == "new");
    CHECK(std::filesystem::status(path).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    const auto files = std::distance(std::filesystem::directory_iterator(folder.path()), {});
    CHECK(files == 1);
    CHECK(cli::replace_private_file((folder.path() / "none" / "x").string(), "new") == "No such file or directory");
}
