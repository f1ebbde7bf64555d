// The accounts of the main file.
#include "config_folder.hpp"

#include <doctest/doctest.h>

#include <utility>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using namespace ecdsnap::tests;
using namespace std::chrono_literals;

namespace {

// The problems of a main file beside a good policy.
Lines problems_of(const std::string& main_file) {
    const ConfigFolder folder;
    folder.write("ecdsnapd.yaml", main_file);
    folder.write("policies.d/nightly.yaml",
                 "policies:\n  - name: nightly\n    select: {name: \"*\"}\n    schedule: {cron: \"0 2 * * *\"}\n");
    return folder.problems();
}

// The problem of one more key in a good account, without its position.
std::string account_problem(const std::string& key) {
    const auto problems =
        problems_of("accounts:\n  - {name: main, regions: [cn-hangzhou], " + key + "}\npolicies: policies.d\n");
    return problems.size() == 1 ? problems[0].substr(problems[0].find(' ') + 1)
                                : std::to_string(problems.size()) + " problems";
}

}  // namespace

TEST_CASE("bad values of an account") {
    const std::string endpoint_allowed = " (allowed: https://HOST[:PORT], or http:// on loopback)";
    const std::string ways =
        " (allowed: default, environment, metadata, oidc, or one of {profile: NAME}, {file: PATH}, {systemd: NAME}, "
        "{metadata: ROLE}, {oidc: ...}, {uri: URL}, {process: COMMAND})";
    const std::string role = " (allowed: acs:ram::ACCOUNT:role/NAME)";
    const std::string program = " (allowed: a command line with its quotes closed; no shell reads it)";
    const std::pair<std::string, std::string> rows[] = {
        {"endpoint: ecd.example.com", "endpoint: the address does not start with https://" + endpoint_allowed},
        {"endpoint: \"http://ecd.example.com\"",
         "endpoint: plain http goes to loopback only" + endpoint_allowed + "; write https://"},
        {"endpoint: \"http://127.evil.example\"",
         "endpoint: plain http goes to loopback only" + endpoint_allowed + "; write https://"},
        {"endpoint: \"http://127.0.0.1.evil.example\"",
         "endpoint: plain http goes to loopback only" + endpoint_allowed + "; write https://"},
        {"endpoint: \"https://user:hunter2@host\"",
         "endpoint: the address has a user or password in it" + endpoint_allowed},
        {"endpoint: \"https://host/path\"", "endpoint: the address has more than a host and a port" + endpoint_allowed +
                                                "; leave out everything after the host and its port"},
        {"endpoint: \"https://host:0\"", "endpoint: the port is not a number from 1 to 65535" + endpoint_allowed},
        {"endpoint: \"https://host:65536\"", "endpoint: the port is not a number from 1 to 65535" + endpoint_allowed},
        {"endpoint: \"https://host:\"", "endpoint: the port is not a number from 1 to 65535" + endpoint_allowed},
        {"endpoint: \"https://\"", "endpoint: the address has no valid host" + endpoint_allowed},
        {"endpoint: \"https://a b\"", "endpoint: the address has no valid host" + endpoint_allowed},
        {"ca_file: nowhere.pem",
         "ca_file: \"nowhere.pem\" is not a file (allowed: a file with certificates in PEM, relative to this file)"},
        {"credentials: {file: nowhere.json}", "credentials.file: \"nowhere.json\" does not exist"},
        {"credentials: sso", "credentials: \"sso\" is not supported by this version" + ways},
        {"credentials: {oidc: {role: x}}",
         "credentials.oidc.role: unknown key (allowed: role_arn, provider_arn, token_file, session_name, policy, "
         "duration, sts_region, sts_endpoint, vpc)"},
        {"credentials: {oidc: {role_arn: x}}", "credentials.oidc.role_arn: \"x\" is not such a name" + role},
        {"credentials: {oidc: {provider_arn: \"acs:ram::1:role/a\"}}",
         "credentials.oidc.provider_arn: \"acs:ram::1:role/a\" is not such a name (allowed: "
         "acs:ram::ACCOUNT:oidc-provider/NAME)"},
        {"credentials: {process: \"tool 'hunter2\"}",
         "credentials.process: the command has a quote without its end" + program},
        {"credentials: {uri: \"keys.example/hunter2\"}",
         "credentials.uri: this is no address (allowed: https://..., or http:// to an address that cannot be anywhere "
         "in the world)"},
        {"assume_role: {}", "assume_role.role_arn: the key is missing" + role},
        {"assume_role: {role_arn: \"acs:ram::x:role/a\"}",
         "assume_role.role_arn: \"acs:ram::x:role/a\" is not such a name" + role},
        {"assume_role: [{role_arn: \"acs:ram::1:role/a\", duration: 10m}]",
         "assume_role[0].duration: \"10m\" is too short (allowed: 15m to 12h)"},
        {"assume_role: {role_arn: \"acs:ram::1:role/a\", session_name: a b}",
         "assume_role.session_name: \"a b\" is not a session's name (allowed: 2-64 of letters, digits and .@_-)"},
        {"assume_role: {role_arn: \"acs:ram::1:role/a\", policy: all}",
         "assume_role.policy: \"all\" is not a policy (allowed: a RAM policy as JSON)"},
        {"credentials: LTAI5tSecretSecret", "credentials: this is no way to get a key" + ways},
        {"credentials: {}", "credentials: exactly one way to get a key is expected" + ways},
        {"credentials: {profile: a, systemd: b}", "credentials: exactly one way to get a key is expected" + ways},
        {"credentials: {access_key_secret: hunter2}",
         "credentials.access_key_secret: unknown key (allowed: profile, file, systemd, metadata, oidc, uri, process)"},
        {"credentials: {systemd: ../x}",
         "credentials.systemd: \"../x\" is not the name of a credential (allowed: the name of a credential, as in "
         "LoadCredential=)"},
        {"limits: {in_flight: 1001}", "limits.in_flight: \"1001\" is too large (allowed: 1 to 1000)"},
        {"limits: {awake: 0}", "limits.awake: \"0\" is too small (allowed: 1 to 10000)"},
        {"limits: {share: 80}", "limits.share: \"80\" is not a share (allowed: 1% to 100%)"},
        {"limits: {share: 101%}", "limits.share: \"101%\" is not a share (allowed: 1% to 100%)"},
        {"limits: {share: 0%}", "limits.share: \"0%\" is not a share (allowed: 1% to 100%)"},
        {"limits: {share: 8.5%}", "limits.share: \"8.5%\" is not a share (allowed: 1% to 100%)"},
        {"limits: {share: \"%\"}", "limits.share: \"%\" is not a share (allowed: 1% to 100%)"},
        {"limits: {requests_per_second: 0}", "limits.requests_per_second: \"0\" is too small (allowed: 1 to 10000)"},
    };
    for (const auto& [key, problem] : rows)
        CHECK(account_problem(key) == "accounts[0]." + problem);
    for (const char* good : {"http://localhost:1", "http://[::1]:8080", "http://127.255.0.1",
                             "https://[2001:db8::1]:443", "https://ecd.cn-hangzhou.aliyuncs.com"})
        CHECK(account_problem("endpoint: \"" + std::string(good) + "\"") == "0 problems");
}

TEST_CASE("regions and account names are unique and well written") {
    CHECK(problems_of("accounts:\n  - {name: main, regions: cn-hangzhou}\npolicies: policies.d\n") ==
          Lines{"ecdsnapd.yaml:2:27: accounts[0].regions: \"cn-hangzhou\" stands where a list belongs (allowed: a list "
                "such as "
                "[cn-hangzhou, cn-shanghai]); write [cn-hangzhou]"});
    CHECK(problems_of("accounts:\n  - {name: main, regions: [cn-hangzhou, CN, cn-hangzhou]}\npolicies: policies.d\n") ==
          Lines{"ecdsnapd.yaml:2:41: accounts[0].regions[1]: \"CN\" is not a region (allowed: ids such as cn-hangzhou)",
                "ecdsnapd.yaml:2:45: accounts[0].regions[2]: \"cn-hangzhou\" stands here a second time; the first is "
                "in line "
                "2; keep one of them"});
    CHECK(problems_of(
              "accounts:\n  - {name: main, regions: [a]}\n  - {name: main, regions: [a]}\npolicies: policies.d\n") ==
          Lines{"ecdsnapd.yaml:3:12: accounts[1].name: \"main\" is also the name of the account in line 2; rename one "
                "of them"});
}

TEST_CASE("what could be a secret is in no message") {
    const auto problems = problems_of(
        "accounts:\n"
        "  - {name: main, regions: [a], credentials: hunter2}\n"
        "  - {name: two, regions: [a], credentials: [hunter2]}\n"
        "  - {name: three, regions: [a], credentials: {access_key_secret: hunter2}}\n"
        "  - {name: four, regions: [a], endpoint: \"https://x:hunter2@host\"}\n"
        "  - {name: five, regions: [a], credentials: {file: {secret: hunter2}}}\n"
        "ledger: postgres://x:hunter2@host/db\n"
        "policies: policies.d\n");
    CHECK(problems.size() == 6);
    for (const auto& problem : problems)
        CHECK(problem.find("hunter2") == std::string::npos);
}

TEST_CASE("every way to get a key is read, and roles that are taken with it") {
    const ConfigFolder folder;
    folder.write("policies.d/nightly.yaml",
                 "policies:\n  - name: nightly\n    select: {name: \"*\"}\n    schedule: {cron: \"0 2 * * *\"}\n");
    folder.write("ecdsnapd.yaml", R"(accounts:
  - {name: a, regions: [r], credentials: metadata}
  - {name: b, regions: [r], credentials: {metadata: backup}}
  - {name: c, regions: [r], credentials: oidc, assume_role: {role_arn: "acs:ram::1:role/x"}}
  - name: d
    regions: [r]
    credentials:
      oidc: {role_arn: "acs:ram::1:role/pod", provider_arn: "acs:ram::1:oidc-provider/k8s", token_file: jwt}
  - {name: e, regions: [r], credentials: {uri: "https://keys.example/k"}}
  - name: f
    regions: [r]
    credentials: {process: "tool 'a b'"}
    assume_role:
      - {role_arn: "acs:ram::1:role/x", session_name: night, external_id: "007", policy: "{}", duration: 15m}
      - {role_arn: "acs:ram::2:role/y", sts_region: cn-beijing, sts_endpoint: "http://127.0.0.1:1", vpc: true}
policies: policies.d
)");
    const auto loaded = load_config(folder.path() / "ecdsnapd.yaml", this_machine());
    REQUIRE(loaded.has_value());
    using Kind = core::CredentialSource::Kind;
    std::vector<core::CredentialSource> found;
    for (const auto& account : loaded->settings.accounts)
        found.push_back(account.credentials);
    std::vector<core::CredentialSource> wanted(6);
    wanted[0].kind = Kind::metadata;
    wanted[1].kind = Kind::metadata;
    wanted[1].name = "backup";
    wanted[2].kind = Kind::oidc;
    wanted[2].assumed.resize(1);
    wanted[2].assumed[0].role_arn = "acs:ram::1:role/x";
    wanted[3].kind = Kind::oidc;
    wanted[3].oidc.role.role_arn = "acs:ram::1:role/pod";
    wanted[3].oidc.provider_arn = "acs:ram::1:oidc-provider/k8s";
    wanted[3].oidc.token_file = folder.path() / "jwt";
    wanted[4].kind = Kind::uri;
    wanted[4].name = "https://keys.example/k";
    wanted[5].kind = Kind::process;
    wanted[5].name = "tool 'a b'";
    wanted[5].assumed.resize(2);
    wanted[5].assumed[0] = {"acs:ram::1:role/x", "night", "007", "{}", 900s, "", "", false};
    wanted[5].assumed[1] = {"acs:ram::2:role/y", "", "", "", 3600s, "cn-beijing", "http://127.0.0.1:1", true};
    CHECK(found == wanted);
}
