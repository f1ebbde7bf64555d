// `metrics`: where metrics and health are shown, and to whom.
#include "adapters/yaml/named_file.hpp"
#include "adapters/yaml/settings_draft.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace ecdsnap::adapters {
namespace {

struct Address {
    std::string ip;
    std::uint16_t port = 0;
    bool loopback = false;
};

std::optional<std::uint16_t> port_in(std::string_view text) {
    std::uint16_t port = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool plain = !text.empty() && text.front() >= '1' && text.front() <= '9';
    if (!plain || read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
    return port;
}

// "127.0.0.1:9797", "[::1]:9797"; nullopt: it is neither.
std::optional<Address> address_in(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = port_in(text.substr(colon + 1));
    std::string_view host = text.substr(0, colon);
    const bool six = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (six) host = host.substr(1, host.size() - 2);
    Address address;
    address.ip = std::string(host);
    in_addr four{};
    in6_addr found{};
    const bool valid =
        six ? inet_pton(AF_INET6, address.ip.c_str(), &found) == 1 : inet_pton(AF_INET, address.ip.c_str(), &four) == 1;
    if (!valid || !port) return std::nullopt;
    address.port = *port;
    address.loopback = six ? IN6_IS_ADDR_LOOPBACK(&found) != 0 : (ntohl(four.s_addr) >> 24) == 127;
    return address;
}

void read_listen(const YamlValue& value, SettingsDraft& draft) {
    const auto text = text_in(value);
    if (!text) return;
    core::MetricsSettings& metrics = draft.settings.metrics;
    if (*text == "none") {
        metrics.address.clear();
        return;
    }
    const auto address = address_in(*text);
    if (!address) return value.refuse_given("is not an address with a port", allowed_text(value.key()));
    metrics.address = address->ip;
    metrics.port = address->port;
    metrics.loopback = address->loopback;
}

bool is_host_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

void read_hosts(const YamlValue& value, SettingsDraft& draft) {
    for (const auto& item : texts_in(value)) {
        const std::string& name = item.node().text;
        if (name.size() > 253 || !std::ranges::all_of(name, is_host_letter))
            item.refuse_given("is not a host's name", allowed_text(value.key()), "without a port, in small letters");
        else
            draft.settings.metrics.hosts.push_back(name);
    }
}

void read_certificate(const YamlValue& value, SettingsDraft& draft) {
    const auto file = text_in(value);
    if (!file) return;
    draft.settings.metrics.certificate = draft.absolute(*file);
    check_plain_file(value, *draft.environment, draft.settings.metrics.certificate);
}

void read_secret(const YamlValue& value, const SettingsDraft& draft, std::filesystem::path& into) {
    const auto file = text_in(value);
    if (!file) return;
    into = draft.absolute(*file);
    check_secret_file(value, *draft.environment, into);
}

void read_user(const YamlValue& value, SettingsDraft& draft) {
    const auto user = text_in(value);
    if (!user) return;
    if (user->find(':') != std::string::npos || user->find_first_of("\r\n") != std::string::npos)
        return value.refuse_given("is not a user's name: it has a colon or a line end", allowed_text(value.key()));
    draft.settings.metrics.user = *user;
}

constexpr std::array<Key<SettingsDraft>, 2> tls_keys{{
    {{.key = "certificate",
      .required = true,
      .expected = "a file with a certificate in PEM, relative to this file",
      .meaning = "The server's certificate, its chain behind it. Read at the start."},
     read_certificate},
    {{.key = "key",
      .required = true,
      .expected = "a file that only its owner can read, relative to this file",
      .meaning = "The certificate's key in PEM."},
     [](const YamlValue& value, SettingsDraft& draft) { read_secret(value, draft, draft.settings.metrics.key); }},
}};

constexpr std::array<Key<SettingsDraft>, 2> auth_keys{{
    {{.key = "user", .required = true, .expected = "a name without a colon", .meaning = "Who may read."}, read_user},
    {{.key = "password_file",
      .required = true,
      .expected = "a file that only its owner can read, relative to this file",
      .meaning = "Its first line is the user's password. Read at the start."},
     [](const YamlValue& value, SettingsDraft& draft) {
         read_secret(value, draft, draft.settings.metrics.password_file);
     }},
}};

template <auto& keys>
std::vector<ConfigKey> infos() {
    return infos_of(std::span<const Key<SettingsDraft>>(keys));
}

template <auto& keys>
void read_keys(const YamlValue& value, SettingsDraft& draft) {
    read_mapping(value, KeyTable<SettingsDraft>{keys, {}}, draft);
}

constexpr std::array<Key<SettingsDraft>, 4> keys{{
    {{.key = "listen",
      .standard = "127.0.0.1:9797",
      .expected = "IP:PORT, [IPv6]:PORT or none",
      .meaning = "The address; none: nothing is served. Elsewhere than on loopback only with tls or auth."},
     read_listen},
    {{.key = "hosts",
      .type = KeyType::texts,
      .expected = "names of hosts",
      .meaning = "Names by which clients call this machine; addresses and localhost need not be named."},
     read_hosts},
    {{.key = "tls", .type = KeyType::mapping, .meaning = "HTTPS instead of HTTP.", .children = infos<tls_keys>},
     read_keys<tls_keys>},
    {{.key = "auth",
      .type = KeyType::mapping,
      .meaning = "Basic authentication, for all but /healthz.",
      .children = infos<auth_keys>},
     read_keys<auth_keys>},
}};

bool has_key(const YamlValue& mapping, std::string_view key) {
    return std::ranges::any_of(mapping.node().entries, [&](const YamlEntry& entry) { return entry.key == key; });
}

}  // namespace

std::vector<ConfigKey> metrics_keys() {
    return infos<keys>();
}

void read_metrics(const YamlValue& value, SettingsDraft& draft) {
    const auto problems = value.report().problems.size();
    read_keys<keys>(value, draft);
    const core::MetricsSettings& metrics = draft.settings.metrics;
    const bool guarded = has_key(value, "tls") || has_key(value, "auth");
    if (value.report().problems.size() != problems || metrics.address.empty() || metrics.loopback || guarded) return;
    for (const auto& entry : value.node().entries)
        if (entry.key == "listen")
            value.refuse_key(entry, "everyone who reaches this address could read it",
                             "an address of loopback, or tls or auth beside it",
                             "for example auth: {user: prometheus, password_file: metrics-password}");
}

}  // namespace ecdsnap::adapters
