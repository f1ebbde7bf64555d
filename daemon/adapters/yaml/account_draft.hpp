// One account of the main file while it is read.
#pragma once

#include "adapters/yaml/settings_draft.hpp"

#include <string_view>
#include <vector>

namespace ecdsnap::adapters {

struct AccountDraft {
    core::AccountSettings account;
    const SettingsDraft* file = nullptr;  // paths need it
};

// `credentials`, in a file of its own.
constexpr std::string_view credentials_allowed =
    "default, environment, metadata, oidc, or one of {profile: NAME}, {file: PATH}, {systemd: NAME}, {metadata: ROLE}, "
    "{oidc: ...}, {uri: URL}, {process: COMMAND}";
void read_credentials(const YamlValue& value, AccountDraft& draft);
std::vector<ConfigKey> credentials_keys();

// `proxy`, `ca_file` and `ca_path`, in a file of their own.
constexpr std::string_view proxy_allowed =
    "environment, none, http://HOST:PORT, https://HOST:PORT, or a mapping of url and the keys user, password_file, "
    "ca_file, client_certificate, client_key";
void read_proxy(const YamlValue& value, AccountDraft& draft);
std::vector<ConfigKey> proxy_keys();
void read_ca_file(const YamlValue& value, AccountDraft& draft);
void read_ca_path(const YamlValue& value, AccountDraft& draft);
// `assume_role`, and `credentials.oidc`, in a file of their own.
void read_assume_role(const YamlValue& value, AccountDraft& draft);
std::vector<ConfigKey> assume_role_keys();
void read_oidc(const YamlValue& value, AccountDraft& draft);
std::vector<ConfigKey> oidc_keys();
// `regions` and `endpoint`, in site_keys.cpp.
constexpr std::string_view regions_allowed = "all, {all_from: REGION} or a list such as [cn-hangzhou, cn-shanghai]";
constexpr std::string_view endpoint_allowed =
    "https://HOST[:PORT], or http:// on loopback, where {region} may stand in HOST; or such an address for each region";
void read_regions(const YamlValue& value, AccountDraft& draft);
void read_endpoint(const YamlValue& value, AccountDraft& draft);
std::vector<ConfigKey> regions_keys();
// What the two say together.
void check_sites(const YamlValue& account, const AccountDraft& draft);

}  // namespace ecdsnap::adapters
