#include "adapters/credentials/secret_file.hpp"

#include "adapters/credentials/nobody.hpp"
#include "adapters/credentials/user_machine.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/stat.h>

using namespace ecdsnap;
using tests::config_json;
using tests::Kind;
using tests::Machine;
namespace fs = std::filesystem;

namespace {

const core::CredentialSource standard{Kind::standard, "", ""};

}  // namespace

TEST_CASE("a user without a home folder has only the environment") {
    Machine machine;
    machine.environment.home.clear();
    CHECK(machine.get(standard).error().message ==
          "no key: the environment has no ALIBABA_CLOUD_ACCESS_KEY_ID; ~/.aliyun/config.json cannot be found: this "
          "user has no home "
          "folder; ~/.alibabacloud/credentials cannot be found: this user has no home folder; the metadata service of "
          "ECS (100.100.100.200) does not answer: no route");
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

TEST_CASE("a file is systemd's by the folder where it lies") {
    const auto is_systemds = [](const char* file) {
        return adapters::owner_by_place(file) == adapters::SecretOwner::systemd;
    };
    CHECK(is_systemds("/run/credentials/ecdsnapd.service/proxy"));
    CHECK_FALSE(is_systemds("/run/credentials"));
    CHECK_FALSE(is_systemds("/run/credentials/../user/proxy"));
    CHECK_FALSE(is_systemds("run/credentials/x"));
    CHECK_FALSE(is_systemds("/etc/ecdsnapd/proxy"));
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

TEST_CASE("a file is out of sight for who may not read it, and below /run/credentials while it is not there") {
    Machine machine;
    machine.write("key", "x", 0);
    machine.write("readable", "x", 0644);
    CHECK(adapters::unseen_because(machine.folder.path() / "readable").empty());
    CHECK(adapters::unseen_because(machine.folder.path() / "missing").empty());
    CHECK(adapters::unseen_because("/run/credentials/ecdsnap-test.service/key") ==
          "systemd lays it there when the service starts");
    CHECK(adapters::secret_file_problem("/run/credentials/ecdsnap-test.service/key")->hint ==
          "systemd lays it there when the service starts, by LoadCredential= of its unit");
    const tests::Nobody nobody;
    REQUIRE(nobody.is());
    CHECK(adapters::unseen_because(machine.folder.path() / "key") == "this user may not read it");
    CHECK(adapters::secret_file_problem(machine.folder.path() / "key")->problem == "cannot be read by this user");
}
