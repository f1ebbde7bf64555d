// ~/.aliyun/config.json: what each mode says, and what is said of those that a daemon cannot use.
#include "adapters/credentials/cli_profile.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;
using adapters::KeyRecipe;
using adapters::recipe_of_cli_profile;

namespace {

const std::string file = R"({"current": "ak", "profiles": [
  {"name": "ak", "mode": "AK", "access_key_id": "id", "access_key_secret": "se"},
  {"name": "role", "mode": "RamRoleArn", "access_key_id": "id", "access_key_secret": "se",
   "ram_role_arn": "acs:ram::1:role/a", "ram_session_name": "night", "expired_seconds": 1800, "sts_region": "cn-beijing",
   "enable_vpc": true, "external_id": "ex", "policy": "{}", "sts_endpoint": "sts.example"},
  {"name": "plain-role", "mode": "ramrolearn", "access_key_id": "id", "access_key_secret": "se",
   "ram_role_arn": "acs:ram::1:role/b", "expired_seconds": 0},
  {"name": "short", "mode": "RamRoleArn", "access_key_id": "id", "access_key_secret": "se", "ram_role_arn": "r",
   "expired_seconds": 899},
  {"name": "chain", "mode": "ChainableRamRoleArn", "source_profile": "role", "ram_role_arn": "acs:ram::2:role/c"},
  {"name": "chain2", "mode": "ChainableRamRoleArn", "source_profile": "chain", "ram_role_arn": "acs:ram::3:role/d"},
  {"name": "x", "mode": "ChainableRamRoleArn", "source_profile": "y", "ram_role_arn": "r"},
  {"name": "y", "mode": "ChainableRamRoleArn", "source_profile": "x", "ram_role_arn": "r"},
  {"name": "lost", "mode": "ChainableRamRoleArn", "source_profile": "nobody", "ram_role_arn": "r"},
  {"name": "no-source", "mode": "ChainableRamRoleArn", "ram_role_arn": "r"},
  {"name": "of-half", "mode": "ChainableRamRoleArn", "source_profile": "half", "ram_role_arn": "r"},
  {"name": "half", "mode": "AK", "access_key_id": "id"},
  {"name": "ecs", "mode": "EcsRamRole", "ram_role_name": "backup"},
  {"name": "ecs-any", "mode": "EcsRamRole"},
  {"name": "oidc", "mode": "OIDC", "oidc_provider_arn": "p", "oidc_token_file": "/t", "ram_role_arn": "r"},
  {"name": "program", "mode": "External", "process_command": "tool 'a b'"},
  {"name": "no-program", "mode": "External"},
  {"name": "uri", "mode": "CredentialsURI", "credentials_uri": "http://127.0.0.1:1/k"},
  {"name": "no-uri", "mode": "CredentialsURI"},
  {"name": "sso", "mode": "CloudSSO", "access_token": "secret-token"},
  {"name": "oauth", "mode": "OAuth"}, {"name": "bearer", "mode": "BearerToken", "bearer_token": "secret-token"},
  {"name": "anonymous", "mode": "Anonymous"}, {"name": "rsa", "mode": "RsaKeyPair"},
  {"name": "old", "mode": "RamRoleArnWithRoleName"}, {"name": "new", "mode": "Telepathy"}
]})";

KeyRecipe recipe(const std::string& profile) {
    std::string chosen;
    auto made = recipe_of_cli_profile(file, profile, chosen);
    if (!made) FAIL(made.error().problem);
    return std::move(*made);
}

std::string problem(const std::string& profile) {
    std::string chosen;
    const auto made = recipe_of_cli_profile(file, profile, chosen);
    REQUIRE(!made.has_value());
    return made.error().problem + (made.error().hint.empty() ? "" : " (" + made.error().hint + ")");
}

}  // namespace

TEST_CASE("a profile with a key is at hand, one with a role is not") {
    CHECK(recipe("").is_at_hand());
    const KeyRecipe role = recipe("role");
    CHECK(!role.is_at_hand());
    CHECK(role.key.access_key_id == "id");
    REQUIRE(role.roles.size() == 1);
    CHECK(role.roles[0].role_arn == "acs:ram::1:role/a");
    CHECK(role.roles[0].session_name == "night");
    CHECK(role.roles[0].duration == std::chrono::seconds{1800});
    CHECK(role.roles[0].sts_region == "cn-beijing");
    CHECK(role.roles[0].vpc);
    CHECK(role.roles[0].external_id == "ex");
    CHECK(role.roles[0].policy == "{}");
    CHECK(core::sts_host(role.roles[0]) == "sts.example");
    CHECK(recipe("plain-role").roles[0].duration == std::chrono::seconds{3600});
}

TEST_CASE("a chain of profiles is the first one's key with one role after the other") {
    const KeyRecipe chain = recipe("chain2");
    CHECK(chain.key.access_key_id == "id");
    REQUIRE(chain.roles.size() == 3);
    CHECK(chain.roles[0].role_arn == "acs:ram::1:role/a");
    CHECK(chain.roles[1].role_arn == "acs:ram::2:role/c");
    CHECK(chain.roles[2].role_arn == "acs:ram::3:role/d");
}

TEST_CASE("modes that ask somebody") {
    CHECK(recipe("ecs").kind == KeyRecipe::Kind::metadata);
    CHECK(recipe("ecs").text == "backup");
    CHECK(recipe("ecs-any").text.empty());
    CHECK(recipe("oidc").kind == KeyRecipe::Kind::oidc);
    CHECK(recipe("oidc").oidc.token_file == "/t");
    CHECK(recipe("program").kind == KeyRecipe::Kind::process);
    CHECK(recipe("program").text == "tool 'a b'");
    CHECK(recipe("uri").kind == KeyRecipe::Kind::uri);
}

TEST_CASE("what is wrong with a profile is said with its name, and what to do") {
    CHECK(problem("short") == "profile 'short' has expired_seconds below 900");
    CHECK(problem("x") ==
          "profile 'x' takes its key from another one: profile 'y' takes its key from another one: has "
          "profiles that lead in a circle: x -> y -> x");
    CHECK(
        problem("lost").starts_with("profile 'lost' takes its key from another one: has no profile 'nobody' (it has "));
    CHECK(problem("no-source") == "profile 'no-source' has no source_profile");
    CHECK(problem("of-half") ==
          "profile 'of-half' takes its key from another one: profile 'half' has no access_key_secret");
    CHECK(problem("no-program") == "profile 'no-program' has no process_command");
    CHECK(problem("no-uri") == "profile 'no-uri' has no credentials_uri");
    const std::string log_in =
        ", which is not supported (it needs a person who logs in: give the daemon a RAM user's key "
        "(AK), a role (RamRoleArn, EcsRamRole, OIDC) or a program that prints keys (External))";
    CHECK(problem("sso") == "profile 'sso' has mode 'CloudSSO'" + log_in);
    CHECK(problem("oauth") == "profile 'oauth' has mode 'OAuth'" + log_in);
    for (const char* name : {"bearer", "anonymous"})
        CHECK(problem(name).ends_with(
            "(the ECD API wants signed calls: give the daemon a key (AK) or a role (RamRoleArn))"));
    CHECK(problem("rsa").ends_with("make a RAM user's key (AK) instead)"));
    CHECK(problem("old").ends_with("use ChainableRamRoleArn with a source_profile of mode EcsRamRole)"));
    CHECK(problem("new").find("mode 'Telepathy', which is not known") != std::string::npos);
    for (const char* name : {"sso", "bearer"})
        CHECK(problem(name).find("secret-token") == std::string::npos);
}
