#include "adapters/credentials/handed_credential.hpp"

#include "adapters/credentials/nobody.hpp"
#include "adapters/credentials/user_machine.hpp"

using namespace ecdsnap;
using tests::Kind;
using tests::Machine;
using tests::Nobody;

namespace {

const std::string key = R"({"access_key_id": "a", "access_key_secret": "b"})";

// What a command is told that looks for the key of the service.
std::string said(Machine& machine, const std::string& unit) {
    machine.environment.variables["CREDENTIALS_DIRECTORY"] = machine.folder.path() / unit;
    const auto found = machine.get(machine.source(Kind::systemd, "ecd-key"));
    return found ? "key " + found->access_key_id + " from " + found->source : found.error().message;
}

}  // namespace

TEST_CASE("handed credential: a key of a running service is found in its folder") {
    Machine machine;
    machine.write("ecdsnapd.service/ecd-key", key, 0400);
    CHECK(said(machine, "ecdsnapd.service") == "key a from systemd credential ecd-key");
    machine.write("ecdsnapd.service/ecd-key", "{", 0400);
    CHECK(said(machine, "ecdsnapd.service") ==
          machine.place("no key: $HOME/ecdsnapd.service/ecd-key is not valid JSON"));
}

TEST_CASE("handed credential: a service that does not run is told, with two ways that work") {
    Machine machine;
    CHECK(said(machine, "ecdsnapd.service") ==
          machine.place("no key: $HOME/ecdsnapd.service/ecd-key does not exist: ecdsnapd.service does not run "
                        "(`systemctl start ecdsnapd`; or without the service, as root: `systemd-run --pipe --wait -p "
                        "LoadCredentialEncrypted=ecd-key ecdsnap doctor`, with -p for each of its credentials)"));
    CHECK(said(machine, "ecdsnapd@team.service") ==
          machine.place(
              "no key: $HOME/ecdsnapd@team.service/ecd-key does not exist: ecdsnapd@team.service does not run "
              "(`systemctl start ecdsnapd@team`; or without the service, as root: `systemd-run --pipe --wait -p "
              "LoadCredentialEncrypted=ecd-key:ecd-key-team ecdsnap --config /etc/ecdsnapd/team/ecdsnapd.yaml "
              "doctor`, with -p for each of its credentials)"));
}

TEST_CASE("handed credential: a service that was started without it is told so") {
    Machine machine;
    machine.write("ecdsnapd.service/another", key, 0400);
    CHECK(said(machine, "ecdsnapd.service") ==
          machine.place(
              "no key: $HOME/ecdsnapd.service/ecd-key does not exist: ecdsnapd.service was started without it (the "
              "unit needs LoadCredentialEncrypted=ecd-key or LoadCredential=ecd-key:PATH and the file that this takes; "
              "then `systemctl restart ecdsnapd`)"));
}

TEST_CASE("handed credential: who may not read it is told to be root") {
    Machine machine;
    machine.write("ecdsnapd.service/ecd-key", key, 0);
    const Nobody nobody;
    REQUIRE(nobody.is());
    CHECK(said(machine, "ecdsnapd.service") ==
          machine.place("no key: $HOME/ecdsnapd.service/ecd-key can be read by root and the service only (put `sudo` "
                        "before the command)"));
}

TEST_CASE("handed credential: nothing is said of a folder that is no service's") {
    Machine machine;
    CHECK_FALSE(adapters::handed_credential_problem(machine.folder.path() / "ecd-key").has_value());
    machine.write("ecdsnapd.service/ecd-key", key);
    CHECK_FALSE(adapters::handed_credential_problem(machine.folder.path() / "ecdsnapd.service/ecd-key").has_value());
}
