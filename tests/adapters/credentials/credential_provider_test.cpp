#include "adapters/credentials/user_machine.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

using namespace ecdsnap;
using tests::config_json;
using tests::Kind;
using tests::Machine;

namespace {

const std::string ini =
    "# made by hand\n[default]\ntype = access_key\naccess_key_id = ini-id\n"
    "access_key_secret = \"ini-secret\"\n\n[other]\r\ntype=access_key\r\naccess_key_id=other-id\r\n"
    "access_key_secret=other-secret\r\n[role]\ntype = ecs_ram_role\nrole_name = r\n"
    "[half]\ntype = access_key\naccess_key_id = half-id\n";

struct Good {
    const char* name;
    std::map<std::string, std::string, std::less<>> variables;
    std::vector<std::pair<std::string, std::string>> files;
    core::CredentialSource source;
    std::string id;
    std::string secret;
    std::string token;
    std::string from;
};

void check(const Good& row) {
    CAPTURE(row.name);
    Machine machine;
    for (const auto& [name, value] : row.variables)
        machine.environment.variables[name] = machine.place(value);
    for (const auto& [file, text] : row.files)
        machine.write(file, text);
    core::CredentialSource source = row.source;
    if (!source.file.empty()) source.file = machine.folder.path() / source.file;
    const auto key = machine.get(source);
    if (!key) FAIL_CHECK(core::describe(key.error()));
    REQUIRE(key.has_value());
    CHECK(key->access_key_id == row.id);
    CHECK(key->access_key_secret.reveal() == row.secret);
    CHECK((key->security_token ? key->security_token->reveal() : "") == row.token);
    CHECK(key->source == machine.place(row.from));
}

struct Bad {
    const char* name;
    std::map<std::string, std::string, std::less<>> variables;
    std::vector<std::pair<std::string, std::string>> files;
    core::CredentialSource source;
    std::string message;
};

void check(const Bad& row) {
    CAPTURE(row.name);
    Machine machine;
    for (const auto& [name, value] : row.variables)
        machine.environment.variables[name] = machine.place(value);
    for (const auto& [file, text] : row.files)
        machine.write(file, text);
    core::CredentialSource source = row.source;
    if (!source.file.empty()) source.file = machine.folder.path() / source.file;
    const auto key = machine.get(source);
    REQUIRE_FALSE(key.has_value());
    CHECK(key.error().kind == core::ErrorClass::credentials);
    CHECK(key.error().effect == core::Effect::none);
    CHECK(key.error().message == machine.place(row.message));
    for (const char* secret : {"cli-secret", "sts-secret", "sts-token", "ram-secret", "env-id", "half-id", "X: y"})
        CHECK(core::describe(key.error()).find(secret) == std::string::npos);
}

const std::map<std::string, std::string, std::less<>> both{{"ALIBABA_CLOUD_ACCESS_KEY_ID", "env-id"},
                                                           {"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "env-secret"}};
const std::map<std::string, std::string, std::less<>> with_token{{"ALIBABA_CLOUD_ACCESS_KEY_ID", "env-id"},
                                                                 {"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "env-secret"},
                                                                 {"ALIBABA_CLOUD_SECURITY_TOKEN", "env-token"}};
const core::CredentialSource standard{Kind::standard, "", ""};

}  // namespace

TEST_CASE("the standard chain takes the first place that has a key") {
    const std::pair<std::string, std::string> cli{".aliyun/config.json", config_json};
    const std::pair<std::string, std::string> credentials{".alibabacloud/credentials", ini};
    const std::string default_profile = "profile default of $HOME/.aliyun/config.json";
    const std::string default_section = "section default of $HOME/.alibabacloud/credentials";
    for (const Good& row : std::vector<Good>{
             {"environment first", both, {cli, credentials}, standard, "env-id", "env-secret", "", "environment"},
             {"with a token", with_token, {}, standard, "env-id", "env-secret", "env-token", "environment"},
             {"then the CLI's current profile",
              {},
              {cli, credentials},
              standard,
              "cli-id",
              "cli-secret",
              "",
              default_profile},
             {"an empty variable is unset",
              {{"ALIBABA_CLOUD_ACCESS_KEY_ID", ""}, {"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "x"}},
              {cli},
              standard,
              "cli-id",
              "cli-secret",
              "",
              default_profile},
             {"half an environment is none",
              {{"ALIBABA_CLOUD_ACCESS_KEY_ID", "env-id"}},
              {cli},
              standard,
              "cli-id",
              "cli-secret",
              "",
              default_profile},
             {"the profile that a variable names",
              {{"ALIBABA_CLOUD_PROFILE", "sts"}},
              {cli},
              standard,
              "sts-id",
              "sts-secret",
              "sts-token",
              "profile sts of $HOME/.aliyun/config.json"},
             {"a mode in any case",
              {{"ALIBABA_CLOUD_PROFILE", "lower"}},
              {cli},
              standard,
              "lower-id",
              "lower-secret",
              "",
              "profile lower of $HOME/.aliyun/config.json"},
             {"the CLI file that a variable names",
              {{"ALIBABA_CLOUD_CONFIG_FILE", "$HOME/own.json"}},
              {{"own.json", config_json}},
              standard,
              "cli-id",
              "cli-secret",
              "",
              "profile default of $HOME/own.json"},
             {"then the INI file", {}, {credentials}, standard, "ini-id", "ini-secret", "", default_section},
             {"the INI file when the CLI's is switched off",
              {{"ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true"}},
              {cli, credentials},
              standard,
              "ini-id",
              "ini-secret",
              "",
              default_section},
             {"the INI file when the CLI's has no such profile",
              {{"ALIBABA_CLOUD_PROFILE", "other"}},
              {cli, credentials},
              standard,
              "other-id",
              "other-secret",
              "",
              "section other of $HOME/.alibabacloud/credentials"},
             {"the INI file that a variable names",
              {{"ALIBABA_CLOUD_CREDENTIALS_FILE", "$HOME/own.ini"}},
              {{"own.ini", ini}},
              standard,
              "ini-id",
              "ini-secret",
              "",
              "section default of $HOME/own.ini"},
         })
        check(row);
}

TEST_CASE("a source that is named is the only one that is asked") {
    const std::pair<std::string, std::string> cli{".aliyun/config.json", config_json};
    const std::string json =
        R"({"access_key_id": "f-id", "access_key_secret": "f-secret", "security_token": "f-token"})";
    std::map<std::string, std::string, std::less<>> systemd = both;
    systemd["CREDENTIALS_DIRECTORY"] = "$HOME/credentials";
    std::map<std::string, std::string, std::less<>> named = both;
    named["ALIBABA_CLOUD_PROFILE"] = "default";
    for (const Good& row : std::vector<Good>{
             {"environment", both, {cli}, {Kind::environment, "", ""}, "env-id", "env-secret", "", "environment"},
             {"profile, before the variable and current",
              named,
              {cli},
              {Kind::profile, "sts", ""},
              "sts-id",
              "sts-secret",
              "sts-token",
              "profile sts of $HOME/.aliyun/config.json"},
             {"file, JSON",
              both,
              {{"key.json", json}},
              {Kind::file, "", "key.json"},
              "f-id",
              "f-secret",
              "f-token",
              "$HOME/key.json"},
             {"file, JSON after a byte order mark",
              {},
              {{"key.json", "\xEF\xBB\xBF\n" + json}},
              {Kind::file, "", "key.json"},
              "f-id",
              "f-secret",
              "f-token",
              "$HOME/key.json"},
             {"file, INI with a section",
              {},
              {{"key", ini}},
              {Kind::file, "", "key"},
              "ini-id",
              "ini-secret",
              "",
              "$HOME/key"},
             {"file, INI without a section",
              {},
              {{"key", "access_key_id=a\naccess_key_secret=b\nsecurity_token='c'\n"}},
              {Kind::file, "", "key"},
              "a",
              "b",
              "c",
              "$HOME/key"},
             {"systemd",
              systemd,
              {{"credentials/aliyun", json}},
              {Kind::systemd, "aliyun", ""},
              "f-id",
              "f-secret",
              "f-token",
              "systemd credential aliyun"},
         })
        check(row);
}

TEST_CASE("a place that has no key says why") {
    const auto of_profile = [](const std::string& name) { return core::CredentialSource{Kind::profile, name, ""}; };
    const std::vector<std::pair<std::string, std::string>> cli{{".aliyun/config.json", config_json}};
    const std::string json = "no key: $HOME/.aliyun/config.json ";
    for (const Bad& row : std::vector<Bad>{
             {"nothing anywhere",
              {},
              {},
              standard,
              "no key: the environment has no ALIBABA_CLOUD_ACCESS_KEY_ID; $HOME/.aliyun/config.json does not exist; "
              "$HOME/.alibabacloud/credentials does not exist; the metadata service of ECS (100.100.100.200) does not "
              "answer: no route"},
             {"a role without its name",
              {},
              cli,
              of_profile("ram"),
              json + "names no role, and ALIBABA_CLOUD_ROLE_ARN is not set"},
             {"no mode",
              {},
              cli,
              of_profile("no-mode"),
              json + "profile 'no-mode' has mode (none), which is not known (modes are AK, StsToken, RamRoleArn, "
                     "ChainableRamRoleArn, EcsRamRole, OIDC, External and CredentialsURI)"},
             {"a profile that is not there",
              {},
              cli,
              of_profile("prod"),
              json + "has no profile 'prod' (it has 'default', 'sts', 'lower', 'ram', 'half', 'no-token', 'no-mode', "
                     "'number')"},
             {"no secret", {}, cli, of_profile("half"), json + "profile 'half' has no access_key_secret"},
             {"no token",
              {},
              cli,
              of_profile("no-token"),
              json + "profile 'no-token' has mode StsToken but no sts_token"},
             {"a number as id", {}, cli, of_profile("number"), json + "profile 'number' has no access_key_id"},
             {"switched off",
              {{"ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true"}},
              cli,
              of_profile("default"),
              "no key: the profiles of aliyun are forbidden by ALIBABA_CLOUD_CLI_PROFILE_DISABLED=true"},
             {"not JSON",
              {},
              {{".aliyun/config.json", "{\"current\": \"secr"}},
              of_profile("x"),
              json + "is not a JSON object"},
             {"no current",
              {},
              {{".aliyun/config.json", "{\"profiles\": []}"}},
              of_profile(""),
              json + "names no current profile (aliyun configure switch --profile NAME)"},
             {"no profiles",
              {},
              {{".aliyun/config.json", "{\"current\": \"x\"}"}},
              of_profile(""),
              json + "has no profiles"},
             {"half an environment",
              {{"ALIBABA_CLOUD_ACCESS_KEY_ID", "env-id"}},
              {},
              {Kind::environment, "", ""},
              "no key: the environment has no ALIBABA_CLOUD_ACCESS_KEY_SECRET"},
             {"a key with a line end",
              {{"ALIBABA_CLOUD_ACCESS_KEY_ID", "a"}, {"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "b\r\nX: y"}},
              {},
              {Kind::environment, "", ""},
              "no key: the environment has a space or an unprintable character in its key or token"},
         })
        check(row);
}

TEST_CASE("a file or a systemd credential without a key says why") {
    const core::CredentialSource file{Kind::file, "", "key"};
    for (const Bad& row : std::vector<Bad>{
             {"no file", {}, {}, file, "no key: $HOME/key does not exist"},
             {"an empty file", {}, {{"key", " \n"}}, file, "no key: $HOME/key is empty"},
             {"torn JSON", {}, {{"key", "{\"access_key_id\": \"a\", "}}, file, "no key: $HOME/key is not valid JSON"},
             {"JSON without the id", {}, {{"key", "{\"x\": 1}"}}, file, "no key: $HOME/key has no access_key_id"},
             {"neither form",
              {},
              {{"key", "hello"}},
              file,
              "no key: $HOME/key has neither a JSON object nor a section [default]"},
             {"an INI type that is not supported",
              {},
              {{"key", "[default]\ntype=rsa_key_pair\n"}},
              file,
              "no key: $HOME/key has type 'rsa_key_pair', which is not supported (types are access_key, ecs_ram_role "
              "and ram_role_arn)"},
             {"no systemd",
              {},
              {},
              {Kind::systemd, "aliyun", ""},
              "no key: the systemd credential aliyun cannot be found: CREDENTIALS_DIRECTORY is not set (the unit needs "
              "LoadCredential=aliyun:/path/to/file)"},
             {"systemd without that credential",
              {{"CREDENTIALS_DIRECTORY", "$HOME"}},
              {},
              {Kind::systemd, "aliyun", ""},
              "no key: $HOME/aliyun does not exist"},
         })
        check(row);
}
