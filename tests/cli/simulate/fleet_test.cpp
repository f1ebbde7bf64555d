#include "cli/simulate/fleet.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace ecdsnap;

namespace {

// A folder that goes with its end.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "ecdsnap-fleet-XXXXXX").string();
        REQUIRE(::mkdtemp(name.data()) != nullptr);
        path_ = name;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string file(const char* name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return (path_ / name).string();
    }
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

simulation::RehearsalPlan plan(std::vector<core::SiteId> sites) {
    simulation::RehearsalPlan plan;
    for (core::SiteId& id : sites) {
        simulation::RehearsedSite site;
        site.id = std::move(id);
        plan.sites.push_back(std::move(site));
    }
    return plan;
}

const core::SiteId hangzhou{"main", "cn-hangzhou"};
const core::SiteId shanghai{"main", "cn-shanghai"};

std::string refusal(const std::vector<std::string>& files, simulation::RehearsalPlan plan) {
    const auto notes = cli::simulated_fleet(files, plan);
    return notes ? "accepted" : core::describe(notes.error());
}

using Notes = std::vector<std::string>;

}  // namespace

TEST_CASE("pages of DescribeDesktops become the fleet of the sites that their RegionId names") {
    const Folder folder;
    const auto file = folder.file("all.json", R"({"NextToken": "n", "Desktops": [
        {"DesktopId": "ecd-2", "DesktopName": "two", "DesktopStatus": "Stopped", "RegionId": "cn-hangzhou",
         "Disks": [{"DiskType": "SYSTEM"}, {"DiskType": "DATA"}]},
        {"DesktopId": "ecd-1", "DesktopStatus": "Starting", "RegionId": "cn-hangzhou"}]}
      {"Desktops": [{"DesktopId": "ecd-3", "DesktopStatus": "Running", "RegionId": "cn-shanghai"},
                    {"DesktopId": "ecd-9", "DesktopStatus": "Running", "RegionId": "cn-beijing"},
                    {"DesktopId": "ecd-2", "DesktopStatus": "Running", "RegionId": "cn-hangzhou"}]})");
    auto wanted = plan({hangzhou, shanghai});
    const auto notes = cli::simulated_fleet({file}, wanted);
    REQUIRE(notes.has_value());
    CHECK(*notes ==
          Notes{"left out of the inventory: 1 desktop in cn-beijing, which no account of the configuration has",
                "more than once in the inventory, the last one counts: 1 desktop",
                "listed while changing their state, simulated as settled: 1 desktop"});
    const auto& desktops = wanted.sites[0].desktops;
    REQUIRE(desktops.size() == 2);
    CHECK(desktops[0].id == "ecd-1");
    CHECK(desktops[0].status == core::DesktopStatus::running);
    CHECK(desktops[1].status == core::DesktopStatus::running);
    CHECK_FALSE(desktops[1].has_data_disk);
    CHECK(wanted.sites[1].desktops.size() == 1);
}

TEST_CASE("desktops without RegionId are those of the only site, or of the site that the file was given for") {
    const Folder folder;
    const auto file = folder.file("list.json", R"([{"DesktopId": "ecd-1", "DesktopStatus": "Running"}])");
    auto one = plan({hangzhou});
    CHECK(cli::simulated_fleet({file}, one).value().empty());
    CHECK(one.sites[0].desktops.size() == 1);
    auto two = plan({hangzhou, shanghai});
    CHECK(cli::simulated_fleet({"cn-shanghai=" + file}, two).value() ==
          Notes{"the inventory has no desktop of main/cn-hangzhou"});
    CHECK(two.sites[1].desktops.size() == 1);
    CHECK(refusal({file}, plan({hangzhou, shanghai})) ==
          file +
              ", the object that begins in line 1: ecd-1 may be of main/cn-hangzhou or main/cn-shanghai (allowed: "
              "REGION=FILE, since the file does not say RegionId)");
}

TEST_CASE("a region of two accounts needs the account, and a file is for no other region than its own") {
    const Folder folder;
    const auto file = folder.file("h.json", R"({"Desktops": [{"DesktopId": "ecd-1", "RegionId": "cn-hangzhou"}]})");
    const core::SiteId other{"other", "cn-hangzhou"};
    CHECK(refusal({file}, plan({hangzhou, other})).find("(allowed: ACCOUNT/REGION=FILE)") != std::string::npos);
    CHECK(refusal({"cn-hangzhou=" + file}, plan({hangzhou, other})) ==
          "'cn-hangzhou' means 2 sites (allowed: one site as ACCOUNT/REGION=FILE)");
    CHECK(refusal({"other/cn-hangzhou=" + file}, plan({hangzhou, other})) == "accepted");
    CHECK(refusal({"cn-shanghai=" + file}, plan({hangzhou, shanghai})) ==
          file + ", the object that begins in line 1: ecd-1 is in cn-hangzhou, but the file was given for cn-shanghai");
    CHECK(refusal({"cn-shangai=" + file}, plan({hangzhou, shanghai})).find("did you mean 'cn-shanghai'?") !=
          std::string::npos);
}

TEST_CASE("a bad inventory is refused: which file, where in it, what is allowed") {
    const Folder folder;
    const std::string allowed = " (allowed: what DescribeDesktops answers: {\"Desktops\": [...]})";
    const auto refused = [&](const std::string& text) {
        const auto file = folder.file("bad.json", text);
        const auto told = refusal({file}, plan({hangzhou}));
        REQUIRE(told.find(file) == 0);
        return told.substr(file.size());
    };
    CHECK(refused("{\"Desktops\": []}\n{\"Code\": \"Forbidden\"}") ==
          ", the object that begins in line 2: the answer has no Desktops array" + allowed);
    CHECK(refused("{\"Desktops\": [{\"DesktopId\": \"ecd-1\"}, {}]}") ==
          ", the object that begins in line 1: entry 2 of Desktops: it has no DesktopId" + allowed);
    CHECK(refused("{\"Desktops\": [}").find(", the object that begins in line 1: the answer is not JSON") == 0);
    CHECK(refused("id;name\n").find(": line 1: 'i' is not the beginning of an object") == 0);
    CHECK(refusal({folder.path() + "/none.json"}, plan({hangzhou})) ==
          folder.path() +
              "/none.json: cannot be read: No such file or directory (allowed: a file of `ecdsnap inventory "
              "--save`, or with what `aliyun ecd DescribeDesktops` prints)");
    CHECK(refusal({folder.path()}, plan({hangzhou})).find("cannot be read: Is a directory") != std::string::npos);
}
