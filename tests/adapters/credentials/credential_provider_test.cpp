#include "adapters/credentials/credential_provider.hpp"

#include "adapters/credentials/secret_file.hpp"
#include "adapters/run_to_end.hpp"
#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <sys/stat.h>
#include <utility>
#include <vector>

using namespace ecdsnap;
using tests::run_to_end;
using Kind = core::CredentialSource::Kind;
namespace fs = std::filesystem;

namespace {

// A home folder and an environment of its own. "$HOME" in expected texts stands for its path.
struct Machine {
    tests::TemporaryFolder folder;
    core::Environment environment{{}, folder.path()};
    boost::asio::io_context context;

    void write(const std::string& file, const std::string& text, mode_t mode = 0600) const {
        const fs::path path = folder.path() / file;
        fs::create_directories(path.parent_path());
        fs::remove(path);
        std::ofstream(path) << text;
        REQUIRE(::chmod(path.c_str(), mode) == 0);
    }
    core::CredentialSource source(Kind kind, const std::string& name = "", const std::string& file = "") const {
        return {kind, name, file.empty() ? fs::path() : folder.path() / file};
    }
    core::Result<ports::Credentials> get(const core::CredentialSource& from) {
        return run_to_end(context, adapters::make_credential_provider(from, environment)->get());
    }
    std::string place(std::string text) const {
        for (auto at = text.find("$HOME"); at != std::string::npos; at = text.find("$HOME"))
            text.replace(at, 5, folder.path().string());
        return text;
    }
};

const std::string config_json = R"({"current": "default", "profiles": [
    {"name": "default", "mode": "AK", "access_key_id": "cli-id", "access_key_secret": "cli-secret", "region_id": "x"},
    {"name": "sts", "mode": "StsToken", "access_key_id": "sts-id", "access_key_secret": "sts-secret", "sts_token": "sts-token"},
    {"name": "lower", "mode": "ak", "access_key_id": "lower-id", "access_key_secret": "lower-secret"},
    {"name": "ram", "mode": "RamRoleArn", "access_key_id": "ram-id", "access_key_secret": "ram-secret"},
    {"name": "half", "mode": "AK", "access_key_id": "half-id"},
    {"name": "no-token", "mode": "StsToken", "access_key_id": "i", "access_key_secret": "s", "sts_token": ""},
    {"name": "no-mode", "access_key_id": "i", "access_key_secret": "s"},
    {"name": "number", "mode": "AK", "access_key_id": 12345, "access_key_secret": "s"},
    "not an object"]})";

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
             {"the INI file when the profile's mode is not supported",
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
    const core::CredentialSource file{Kind::file, "", "key"};
    const std::vector<std::pair<std::string, std::string>> cli{{".aliyun/config.json", config_json}};
    const std::string json = "no key: $HOME/.aliyun/config.json ";
    for (const Bad& row : std::vector<Bad>{
             {"nothing anywhere",
              {},
              {},
              standard,
              "no key: the environment has no ALIBABA_CLOUD_ACCESS_KEY_ID; $HOME/.aliyun/config.json does not exist; "
              "$HOME/.alibabacloud/credentials does not exist"},
             {"an unsupported mode",
              {},
              cli,
              of_profile("ram"),
              json + "profile 'ram' has mode 'RamRoleArn', which this version does not support (it supports AK and "
                     "StsToken)"},
             {"no mode",
              {},
              cli,
              of_profile("no-mode"),
              json + "profile 'no-mode' has mode (none), which this version does not support (it supports AK and "
                     "StsToken)"},
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
              {{"key", "[default]\ntype=ecs_ram_role\n"}},
              file,
              "no key: $HOME/key has type 'ecs_ram_role', which this version does not support (it supports "
              "access_key)"},
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

TEST_CASE("a user without a home folder has only the environment") {
    Machine machine;
    machine.environment.home.clear();
    CHECK(machine.get(standard).error().message ==
          "no key: the environment has no ALIBABA_CLOUD_ACCESS_KEY_ID; ~/.aliyun/config.json cannot be found: this "
          "user has no home "
          "folder; ~/.alibabacloud/credentials cannot be found: this user has no home folder");
}

TEST_CASE("a file that others can read is refused with the command that mends it") {
    Machine machine;
    const auto source = machine.source(Kind::file, "", "my key");
    for (const mode_t mode : {0644U, 0640U, 0604U, 0660U, 0444U}) {
        CAPTURE(mode);
        machine.write("my key", R"({"access_key_id": "a", "access_key_secret": "b"})", mode);
        CHECK(machine.get(source).error().message.ends_with(machine.place("(chmod 600 '$HOME/my key')")));
    }
    for (const mode_t mode : {0600U, 0400U, 0700U}) {
        machine.write("my key", R"({"access_key_id": "a", "access_key_secret": "b"})", mode);
        CHECK(machine.get(source).has_value());
    }
    machine.write(".aliyun/config.json", config_json, 0644);
    CHECK(machine.get(standard).error().message.find(
              machine.place("config.json can be read by others (mode 0644) (chmod 600 $HOME/.aliyun/config.json)")) !=
          std::string::npos);
}

TEST_CASE("systemd's own modes are right for a systemd credential and for nothing else") {
    Machine machine;
    machine.environment.variables["CREDENTIALS_DIRECTORY"] = machine.folder.path();
    const std::string key = R"({"access_key_id": "a", "access_key_secret": "b"})";
    const auto source = machine.source(Kind::systemd, "aliyun");
    for (const mode_t mode : {0400U, 0440U, 0600U}) {
        machine.write("aliyun", key, mode);
        CHECK(machine.get(source).has_value());
    }
    for (const mode_t mode : {0644U, 0444U, 0460U}) {
        machine.write("aliyun", key, mode);
        CHECK_FALSE(machine.get(source).has_value());
    }
    machine.write("aliyun", key, 0440);
    CHECK_FALSE(machine.get(machine.source(Kind::file, "", "aliyun")).has_value());
}

TEST_CASE("what is not a small file is refused, and a FIFO does not stop us") {
    Machine machine;
    fs::create_directory(machine.folder.path() / "folder");
    CHECK(machine.get(machine.source(Kind::file, "", "folder")).error().message ==
          machine.place("no key: $HOME/folder is not a file"));
    const fs::path fifo = machine.folder.path() / "fifo";
    REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
    CHECK(machine.get(machine.source(Kind::file, "", "fifo")).error().message ==
          machine.place("no key: $HOME/fifo is not a file"));
    machine.write("large", std::string(70'000, 'x'));
    CHECK(machine.get(machine.source(Kind::file, "", "large")).error().message ==
          machine.place("no key: $HOME/large is larger than 64 KiB, so it holds no key"));
}

TEST_CASE("a key that was rotated is picked up, as is a file that comes, goes or is mended") {
    Machine machine;
    const auto provider =
        adapters::make_credential_provider(machine.source(Kind::file, "", "key"), machine.environment);
    const auto id = [&] {
        const auto key = run_to_end(machine.context, provider->get());
        return key ? key->access_key_id : "none";
    };
    const auto text = [](const std::string& name) { return "access_key_id=" + name + "\naccess_key_secret=s\n"; };
    CHECK(id() == "none");
    machine.write("key", text("first"));
    CHECK(id() == "first");
    CHECK(id() == "first");
    machine.write("key", text("second"));
    CHECK(id() == "second");
    machine.write("new", text("third"));
    fs::rename(machine.folder.path() / "new", machine.folder.path() / "key");
    CHECK(id() == "third");
    REQUIRE(::chmod((machine.folder.path() / "key").c_str(), 0644) == 0);
    CHECK(id() == "none");
    REQUIRE(::chmod((machine.folder.path() / "key").c_str(), 0600) == 0);
    CHECK(id() == "third");
    fs::remove(machine.folder.path() / "key");
    CHECK(id() == "none");
}

TEST_CASE("what a configuration is told of a secret file") {
    Machine machine;
    CHECK(adapters::secret_file_problem(machine.folder.path() / "key")->problem == "does not exist");
    machine.write("key", "x", 0644);
    const auto problem = adapters::secret_file_problem(machine.folder.path() / "key");
    REQUIRE(problem.has_value());
    CHECK(problem->problem == "can be read by others (mode 0644)");
    CHECK(problem->allowed == "mode 0600");
    CHECK(problem->hint == machine.place("chmod 600 $HOME/key"));
    machine.write("key", "x");
    CHECK_FALSE(adapters::secret_file_problem(machine.folder.path() / "key").has_value());
}
