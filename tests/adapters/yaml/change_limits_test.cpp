// What may change without force: limits of a reload in the main file, approve_above of a policy.
#include "config_folder.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace ecdsnap::tests;
using Kind = core::ChangeLimit::Kind;

namespace {

const std::string main_file = "accounts:\n  - {name: main, regions: [cn-hangzhou]}\npolicies: policies.d\n";
const std::string policy =
    "  - name: nightly\n    select: {name: \"*\"}\n    schedule: {cron: \"0 2 * * *\", timezone: UTC}\n";

std::string problem_with(const std::string& line, const std::string& policies = "policies:\n" + policy) {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", main_file + line + "\n");
    folder.write("policies.d/nightly.yaml", policies);
    const auto problems = folder.problems();
    if (problems.empty()) return "none";
    return problems.size() == 1 ? problems[0].substr(problems[0].find(' ') + 1)
                                : std::to_string(problems.size()) + " problems";
}

core::ReloadLimits limits_with(const std::string& line) {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", main_file + line + "\n");
    folder.write("policies.d/nightly.yaml", "policies:\n" + policy);
    return folder.load().value().settings.reload;
}

std::optional<std::uint32_t> approve_above_in(const std::string& policies) {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", main_file);
    folder.write("policies.d/nightly.yaml", policies);
    return folder.load().value().policies.at(0).approve_above;
}

}  // namespace

TEST_CASE("a limit of a reload is a number of desktops, a share, or unlimited; each key by itself") {
    CHECK(limits_with("") == core::ReloadLimits{});
    CHECK(limits_with("reload: {}") == core::ReloadLimits{});
    CHECK(limits_with("reload: {max_lost: 100, max_gained: 10%}") ==
          core::ReloadLimits{{Kind::desktops, 100}, {Kind::percent, 10}});
    CHECK(limits_with("reload: {max_lost: unlimited}") == core::ReloadLimits{{}, {}});
    CHECK(limits_with("reload: {max_gained: 0}") ==
          core::ReloadLimits{core::ReloadLimits{}.max_lost, {Kind::desktops, 0}});
    CHECK(limits_with("reload: {max_lost: \"0%\", max_gained: 1000%}") ==
          core::ReloadLimits{{Kind::percent, 0}, {Kind::percent, 1000}});
}

TEST_CASE("what is no limit says what is allowed") {
    const std::string allowed =
        " (allowed: a number of desktops (0 to 1000000), a share such as 10% (0% to 1000%), unlimited)";
    CHECK(problem_with("reload: {max_lost: none}") ==
          "reload.max_lost: \"none\" is not a number of desktops, a share or unlimited" + allowed +
              "; write unlimited");
    for (const char* value : {"1001%", "010%", "%", "10 %", "-1", "1.5", "true", "10percent", "99999999999%"}) {
        CAPTURE(value);
        CHECK(problem_with(std::string("reload: {max_gained: \"") + value + "\"}") ==
              std::string("reload.max_gained: \"") + value + "\" is not a number of desktops, a share or unlimited" +
                  allowed);
    }
    CHECK(problem_with("reload: {max_lost: 1000001}") == "reload.max_lost: \"1000001\" is too large" + allowed);
    CHECK(problem_with("reload: {max_lost: \"100\"}").find("write it without quotes") != std::string::npos);
    CHECK(problem_with("reload: {max_lost: [1]}").starts_with("reload.max_lost: a list stands where text belongs"));
    CHECK(problem_with("reload: {max_lost: }").starts_with("reload.max_lost: the value is missing"));
    CHECK(problem_with("reload: {max_lots: 1}") ==
          "reload.max_lots: unknown key (allowed: max_lost, max_gained); did you mean \"max_lost\"?");
}

TEST_CASE(
    "approve_above is a number of desktops, in a policy, in defaults or in a template; without it there is none") {
    CHECK(approve_above_in("policies:\n" + policy) == std::nullopt);
    CHECK(approve_above_in("policies:\n" + policy + "    approve_above: 0\n") == 0U);
    CHECK(approve_above_in("defaults: {approve_above: 500}\npolicies:\n" + policy) == 500U);
    CHECK(approve_above_in("defaults: {approve_above: 500}\npolicies:\n" + policy + "    approve_above: 7\n") == 7U);
    CHECK(approve_above_in("templates: {careful: {approve_above: 20}}\npolicies:\n" + policy +
                           "    template: careful\n") == 20U);
    CHECK(problem_with("", "policies:\n" + policy + "    approve_above: many\n") ==
          "approve_above: \"many\" is not a whole number (allowed: 0 to 1000000)");
    CHECK(problem_with("", "policies:\n" + policy + "    approve_above: 1000001\n") ==
          "approve_above: \"1000001\" is too large (allowed: 0 to 1000000)");
}
