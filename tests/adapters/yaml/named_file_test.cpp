#include "config_folder.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace ecdsnap;
using namespace ecdsnap::tests;

namespace {

// Every key that names a file or a folder, and none of these is there.
const std::string main_file = R"(accounts:
  - name: main
    credentials: {file: secrets/key.json}
    regions: [cn-hangzhou]
    ca_file: secrets/ca.pem
    ca_path: secrets/ca.d
    proxy:
      url: https://proxy.example:3128
      user: me
      password_file: secrets/proxy
      ca_file: secrets/proxy-ca.pem
      client_certificate: secrets/client.pem
      client_key: secrets/client-key.pem
metrics:
  tls: {certificate: secrets/cert.pem, key: secrets/cert-key.pem}
  auth: {user: prometheus, password_file: secrets/metrics}
notifications:
  - {name: ops, type: dingtalk, url_file: secrets/url, secret_file: secrets/signs}
policies: policies.d
)";
constexpr std::size_t files = 12;

adapters::ConfigResult loaded_by(const std::function<std::string(const std::filesystem::path&)>& unseen_because,
                                 const ConfigFolder& folder) {
    folder.write("ecdsnapd.yaml", main_file);
    folder.write("policies.d/nightly.yaml",
                 "policies:\n  - name: nightly\n    select: {name: \"*\"}\n    schedule: {cron: \"0 2 * * *\", "
                 "timezone: UTC}\n");
    auto environment = this_machine();
    environment.unseen_because = unseen_because;
    return adapters::load_config(folder.path() / "ecdsnapd.yaml", environment);
}

}  // namespace

TEST_CASE("files that cannot be looked at are warnings that say so and why, and the configuration is read") {
    const ConfigFolder folder;
    const auto loaded = loaded_by([](const std::filesystem::path&) { return "it is night"; }, folder);
    REQUIRE(loaded.has_value());
    const Lines said = folder.texts(loaded->warnings);
    CHECK(said.size() == files);
    CHECK(std::ranges::all_of(said, [](const std::string& line) {
        return line.find("\" was not looked at: it is night") != std::string::npos;
    }));
    CHECK(said.front() ==
          "ecdsnapd.yaml:3:25: accounts[0].credentials.file: \"secrets/key.json\" was not looked at: it is night");
    CHECK(loaded->settings.accounts[0].network.proxy.password_file == folder.path() / "secrets/proxy");
    CHECK(loaded->settings.metrics.key == folder.path() / "secrets/cert-key.pem");
    CHECK(loaded->settings.notifications[0].url_file == folder.path() / "secrets/url");
}

TEST_CASE("files that were looked at, and those of the daemon itself, are problems") {
    const ConfigFolder folder;
    const auto seen = loaded_by([](const std::filesystem::path&) { return ""; }, folder);
    REQUIRE(seen.has_error());
    CHECK(seen.error().size() == files);
    const auto daemons = loaded_by({}, folder);
    REQUIRE(daemons.has_error());
    CHECK(folder.texts(daemons.error()) == folder.texts(seen.error()));
    CHECK(folder.texts(daemons.error()).front() ==
          "ecdsnapd.yaml:3:25: accounts[0].credentials.file: \"secrets/key.json\" does not exist");
}
