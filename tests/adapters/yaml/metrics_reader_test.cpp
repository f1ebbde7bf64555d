#include "config_folder.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace ecdsnap;
using namespace ecdsnap::tests;

namespace {

const std::string main_file = "accounts:\n  - {name: main, regions: [cn-hangzhou]}\npolicies: policies.d\n";
const std::string policy =
    "policies:\n  - name: nightly\n    select: {name: \"*\"}\n    schedule: {cron: \"0 2 * * *\", timezone: UTC}\n";

void write_files(const ConfigFolder& folder, const std::string& metrics) {
    folder.write("ecdsnapd.yaml", main_file + metrics + "\n");
    folder.write("policies.d/nightly.yaml", policy);
    for (const char* secret : {"key.pem", "password"}) {
        folder.write(secret, "secret\n");
        std::filesystem::permissions(folder.path() / secret, std::filesystem::perms{0600});
    }
    folder.write("cert.pem", "certificate\n");
}

core::MetricsSettings read(const std::string& metrics) {
    const ConfigFolder folder;
    write_files(folder, metrics);
    const auto loaded = folder.load();
    CAPTURE(metrics);
    REQUIRE(loaded.has_value());
    return loaded->settings.metrics;
}

std::string problem_with(const std::string& metrics) {
    const ConfigFolder folder;
    write_files(folder, metrics);
    const auto problems = folder.problems();
    return problems.size() == 1 ? problems[0].substr(problems[0].find(' ') + 1)
                                : std::to_string(problems.size()) + " problems";
}

}  // namespace

TEST_CASE("metrics are served on loopback unless something else is said") {
    CHECK(read("").address == "127.0.0.1");
    CHECK(read("").port == 9797);
    CHECK(read("").loopback);
    CHECK(read("metrics: {listen: none}").address.empty());
    const auto six = read("metrics: {listen: \"[::1]:80\", hosts: [backup.example.com]}");
    CHECK(six.address == "::1");
    CHECK(six.port == 80);
    CHECK(six.loopback);
    CHECK(six.hosts == std::vector<std::string>{"backup.example.com"});
    CHECK(read("metrics: {listen: \"127.8.0.1:65535\"}").loopback);
}

TEST_CASE("elsewhere than on loopback they want TLS or a password") {
    CHECK(problem_with("metrics: {listen: \"0.0.0.0:9797\"}") ==
          "metrics.listen: everyone who reaches this address could read it (allowed: an address of loopback, or tls or "
          "auth beside it); for example auth: {user: prometheus, password_file: metrics-password}");
    CHECK(problem_with("metrics: {listen: \"[::]:9797\"}").starts_with("metrics.listen: everyone"));
    CHECK(problem_with("metrics: {listen: \"[::ffff:127.0.0.1]:9797\"}").starts_with("metrics.listen: everyone"));
    const auto guarded = read("metrics: {listen: \"10.0.0.1:9797\", auth: {user: me, password_file: password}}");
    CHECK_FALSE(guarded.loopback);
    CHECK(guarded.user == "me");
    CHECK(guarded.password_file.filename() == "password");
    const auto secured = read("metrics: {listen: \"0.0.0.0:9797\", tls: {certificate: cert.pem, key: key.pem}}");
    CHECK(secured.certificate.filename() == "cert.pem");
    CHECK(secured.key.filename() == "key.pem");
}

TEST_CASE("what is no address, name or file is told") {
    for (const char* text :
         {"localhost:9797", "127.0.0.1", "9797", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:080", "::1:80",
          "[127.0.0.1]:80", "[::1]", "127.0.0.256:1", "http://127.0.0.1:1", "127.0.0.1:1 "}) {
        CAPTURE(text);
        CHECK(problem_with("metrics: {listen: \"" + std::string(text) + "\"}")
                  .starts_with("metrics.listen: \"" + std::string(text) + "\" is not an address with a port"));
    }
    CHECK(problem_with("metrics: {hosts: [\"Backup:80\"]}")
              .starts_with("metrics.hosts[0]: \"Backup:80\" is not a host's name"));
    CHECK(problem_with("metrics: {tls: {certificate: none.pem, key: key.pem}}") ==
          "metrics.tls.certificate: \"none.pem\" is not a file (allowed: a file with a certificate in PEM, relative to "
          "this "
          "file)");
    CHECK(problem_with("metrics: {tls: {certificate: cert.pem}}").starts_with("metrics.tls"));
    CHECK(problem_with("metrics: {auth: {user: me}}").starts_with("metrics.auth"));
    CHECK(problem_with("metrics: {auth: {user: \"m:e\", password_file: password}}").starts_with("metrics.auth.user: "));
}
