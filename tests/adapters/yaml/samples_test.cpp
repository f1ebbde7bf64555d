// The files that are shipped: what is in policies/ and config/ must load, each of policies/invalid/ must give the one
// message that its first line holds.
#include "config_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <regex>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace ecdsnap::tests;

namespace {

const std::filesystem::path source_dir = ECDSNAP_SOURCE_DIR;

std::vector<std::filesystem::path> yaml_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

TEST_CASE("each invalid example gives exactly the message in its first line") {
    const auto files = yaml_files(source_dir / "policies/invalid");
    CHECK(files.size() >= 20);
    for (const auto& file : files) {
        const auto content = file_text(file);
        REQUIRE(content.starts_with("# "));
        const auto name = file.filename().string();
        const auto expected = name + ":" + content.substr(2, content.find('\n') - 2);
        PolicySet set;
        read_policies(content, name, this_machine(), set);
        REQUIRE_MESSAGE(!set.problems.empty(), name);
        CHECK(text(set.problems.front()) == expected);
        CHECK_MESSAGE(set.problems.size() == 1, text(set.problems.back()));
    }
}

TEST_CASE("each example policy loads, without a warning") {
    const auto set = load_policies(source_dir / "policies", {}, this_machine());
    for (const auto& problem : set.problems)
        FAIL_CHECK(text(problem));
    for (const auto& warning : set.warnings)
        FAIL_CHECK(text(warning));
    CHECK(set.files == yaml_files(source_dir / "policies"));
    CHECK(set.policies.size() > set.files.size());
}

TEST_CASE("the example of the main file loads, and every value in it is the default") {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", file_text(source_dir / "config/ecdsnapd.yaml"));
    std::filesystem::copy(source_dir / "policies", folder.path() / "policies.d");
    const auto loaded = folder.load();
    if (!loaded)
        for (const auto& problem : loaded.error())
            FAIL_CHECK(text(problem));
    REQUIRE(loaded.has_value());
    core::Settings defaults;
    defaults.accounts.emplace_back();
    defaults.accounts[0].name = "main";
    defaults.accounts[0].regions = {"cn-hangzhou"};
    defaults.policies = folder.path() / "policies.d";
    CHECK(loaded->settings == defaults);
    CHECK(loaded->warnings.empty());
}

TEST_CASE("the examples name every key that there is") {
    const auto missing_in = [](const std::string& content, const std::vector<ConfigKey>& keys) {
        std::string missing;
        const auto look = [&](const auto& self, const std::vector<ConfigKey>& level) -> void {
            for (const auto& key : level) {
                const std::regex written("(^|[^a-z_])" + std::string(key.key) + ":");  // not the end of a longer one
                if (!std::regex_search(content, written)) missing += std::string(key.key) + " ";
                if (key.children != nullptr) self(self, key.children());
            }
        };
        look(look, keys);
        return missing;
    };
    CHECK(missing_in(file_text(source_dir / "config/ecdsnapd.yaml"), settings_keys()).empty());
    CHECK(missing_in(file_text(source_dir / "policies/every-key.yaml"), policy_keys()) == "office_site ");  // an alias
}
