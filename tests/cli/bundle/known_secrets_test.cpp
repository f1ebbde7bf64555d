#include "cli/bundle/known_secrets.hpp"

#include "fakes/temporary_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

using namespace ecdsnap;

namespace {

using Values = std::vector<std::string>;

void write(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

}  // namespace

TEST_CASE("known secrets: of a file with keys what is secret in it") {
    CHECK(cli::secrets_of_key_file("hunter2\n") == Values{"hunter2"});
    CHECK(cli::secrets_of_key_file("12345") == Values{"12345"});
    CHECK(cli::secrets_of_key_file(R"({"current": "main", "profiles": [{"name": "main", "mode": "AK",
        "access_key_id": "id-1", "access_key_secret": "hunter2", "region_id": "cn-hangzhou", "pin": 1234, "ttl": 30}]})") ==
          Values{"id-1", "hunter2", "1234"});
    CHECK(cli::secrets_of_key_file("# note\n[default]\ntype = access_key\naccess_key_secret = hunter2\nodd=sesame\n") ==
          Values{"# note", "hunter2", "sesame"});
    CHECK(cli::secrets_of_key_file("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\n") == Values{"MIIE"});
    CHECK(cli::secrets_of_key_file("").empty());
}

TEST_CASE("known secrets: all files that the configuration, the environment and the home folder name are read") {
    const tests::TemporaryFolder folder;
    const auto at = [&](const char* name) { return folder.path() / name; };
    write(at("c/ecdsnapd.yaml"),
          "accounts:\n  - credentials: {file: key.json}\n"
          "    proxy: {url: 'https://p:1', user: u, password_file: ../proxy.password, client_key: client.pem}\n"
          "  - credentials: {oidc: {token_file: oidc}}\n"
          "  - credentials: {process: get --pin in-process}\n"
          "  - credentials: {file: missing.json}\n"
          "metrics: {tls: {certificate: cert.pem, key: tls.pem}, auth: {password_file: metrics}}\n"
          "log: {file: log.txt}\nunknown: [\n");  // a mistake, and all before it counts
    write(at("c/key.json"), R"({"access_key_id": "in-key-file"})");
    write(at("proxy.password"), "in-proxy-file\n");
    write(at("c/client.pem"), "in-client-key\n");
    write(at("c/oidc"), "in-oidc-file");
    write(at("c/tls.pem"), "in-tls-key\n");
    write(at("c/metrics"), "in-metrics-file\n");
    write(at("c/cert.pem"), "in-certificate\n");
    write(at("c/log.txt"), "in-log\n");
    write(at("home/.aliyun/config.json"), R"({"profiles": [{"sts_token": "in-profile"}]})");
    write(at("home/.alibabacloud/credentials"), "[default]\naccess_key_secret = in-credentials\n");
    write(at("given.json"), R"({"access_key_secret": "in-given-file"})");
    write(at("systemd/ecd-key"), "in-systemd\n");
    core::Environment environment;
    environment.home = at("home");
    environment.variables = {{"SOME_PASSWORD", "in-variable"},
                             {"HTTPS_PROXY", "http://u:in-address@p:1"},
                             {"HARMLESS", "in-harmless"},
                             {"ALIBABA_CLOUD_CONFIG_FILE", at("given.json")},
                             {"CREDENTIALS_DIRECTORY", at("systemd")}};
    const auto found = cli::known_secrets({at("c/ecdsnapd.yaml"), "no-such-unit.service"}, environment);
    for (const char* secret : {"in-key-file", "in-proxy-file", "in-client-key", "in-oidc-file", "in-process",
                               "in-tls-key", "in-metrics-file", "in-profile", "in-credentials", "in-given-file",
                               "in-systemd", "in-variable", "in-address"}) {
        INFO(secret);
        CHECK(std::ranges::count(found, secret) >= 1);
    }
    for (const char* other : {"in-certificate", "in-log", "in-harmless", "u", "default"}) {
        INFO(other);
        CHECK(std::ranges::count(found, other) == 0);
    }
}
