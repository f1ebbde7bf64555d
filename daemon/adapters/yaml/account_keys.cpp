// The keys of an account in the main file.
#include "adapters/yaml/account_draft.hpp"
#include "core/policy/policy_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace ecdsnap::adapters {
namespace {

void read_name(const YamlValue& value, AccountDraft& draft) {
    const auto name = text_in(value);
    if (!name) return;
    draft.account.name = *name;
    if (const auto error = core::check_policy_name(*name))
        value.refuse_given(error->problem, error->allowed, error->hint);
}

void read_share(const YamlValue& value, AccountDraft& draft) {
    const auto text = text_in(value);
    if (!text) return;
    const std::string_view digits = std::string_view(*text).substr(0, text->empty() ? 0 : text->size() - 1);
    std::uint32_t percent = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), percent);
    const bool whole = read.ec == std::errc{} && read.ptr == digits.data() + digits.size();
    if (!whole || text->back() != '%' || digits.front() == '0' || percent > 100)
        return value.refuse_given("is not a share", allowed_text(value.key()));
    draft.account.limits.share_percent = percent;
}

constexpr std::array<Key<AccountDraft>, 4> limits_keys{{
    {{.key = "requests_per_second",
      .type = KeyType::number,
      .standard = "100",
      .least = 1,
      .most = 10'000,
      .meaning = "The ceiling for all calls to one region together."},
     [](const YamlValue& value, AccountDraft& draft) {
         store(number_in(value), draft.account.limits.requests_per_second);
     }},
    {{.key = "in_flight",
      .type = KeyType::number,
      .standard = "32",
      .least = 1,
      .most = 1'000,
      .meaning = "How many CreateSnapshot calls may be unanswered at a time."},
     [](const YamlValue& value, AccountDraft& draft) { store(number_in(value), draft.account.limits.in_flight); }},
    {{.key = "awake",
      .type = KeyType::number,
      .standard = "50",
      .least = 1,
      .most = 10'000,
      .meaning = "How many desktops may be awake at a time because policies had them woken (hibernated: wake)."},
     [](const YamlValue& value, AccountDraft& draft) { store(number_in(value), draft.account.limits.awake); }},
    {{.key = "share",
      .standard = "100%",
      .expected = "1% to 100%",
      .meaning =
          "The part that is used of a rate limit which was met: less than 100% leaves room for other tools of the "
          "account."},
     read_share},
}};

template <auto& keys>
std::vector<ConfigKey> infos() {
    return infos_of(std::span<const Key<AccountDraft>>(keys));
}

constexpr std::array<Key<AccountDraft>, 9> keys{{
    {{.key = "name",
      .required = true,
      .expected = "1-40 of a-z, 0-9 and -, starting with a letter",
      .meaning = "Names the account in messages and templates; unique."},
     read_name},
    {{.key = "credentials",
      .type = KeyType::other,
      .standard = "default",
      .expected = credentials_allowed,
      .meaning = "Where the key comes from. default: the environment, an OIDC role of the environment, "
                 "~/.aliyun/config.json, ~/.alibabacloud/credentials, the RAM role of this ECS instance, "
                 "ALIBABA_CLOUD_CREDENTIALS_URI, in this order.",
      .children = credentials_keys},
     read_credentials},
    {{.key = "assume_role",
      .type = KeyType::mappings,
      .meaning = "A role that is taken with the key, also one of another account; a list: one after the other.",
      .children = assume_role_keys},
     read_assume_role},
    {{.key = "regions",
      .type = KeyType::other,
      .required = true,
      .expected = regions_allowed,
      .meaning = "The regions of this account's desktops. all: those that the cloud names, asked daily.",
      .children = regions_keys},
     read_regions},
    {{.key = "endpoint",
      .type = KeyType::other,
      .expected = endpoint_allowed,
      .meaning = "Where the calls of this account go, instead of each region's own address."},
     read_endpoint},
    {{.key = "ca_file",
      .expected = "a file with certificates in PEM, relative to this file",
      .meaning = "The authorities that are trusted, instead of the system's."},
     read_ca_file},
    {{.key = "ca_path",
      .expected = "a folder with certificates, named as openssl rehash does, relative to this file",
      .meaning = "The authorities that are trusted, instead of the system's; with ca_file: both."},
     read_ca_path},
    {{.key = "proxy",
      .type = KeyType::other,
      .standard = "environment",
      .expected = proxy_allowed,
      .meaning =
          "How the calls of this account get out. environment: HTTPS_PROXY or ALL_PROXY, less NO_PROXY, never for "
          "loopback.",
      .children = proxy_keys},
     read_proxy},
    {{.key = "limits",
      .type = KeyType::mapping,
      .meaning = "How hard the cloud may be asked, per region.",
      .children = infos<limits_keys>},
     [](const YamlValue& value, AccountDraft& draft) {
         read_mapping(value, KeyTable<AccountDraft>{limits_keys, {}}, draft);
     }},
}};

Position name_position(const YamlNode& account) {
    for (const auto& entry : account.entries)
        if (entry.key == "name") return entry.value.at;
    return account.at;
}

}  // namespace

std::vector<ConfigKey> account_keys() {
    return infos<keys>();
}

void read_accounts(const YamlValue& value, SettingsDraft& draft) {
    std::map<std::string, Position> seen;
    for (const auto& item : items_in(value)) {
        AccountDraft account{{}, &draft};
        read_mapping(item, KeyTable<AccountDraft>{keys, {}}, account);
        check_sites(item, account);
        const auto at = name_position(item.node());
        const auto& name = account.account.name;
        const auto [first, is_new] = seen.try_emplace(name, at);
        if (!is_new && !name.empty())
            item.refuse_key(at, "name",
                            fmt::format("\"{}\" is also the name of the account in line {}", name, first->second.line),
                            {}, "rename one of them");
        draft.settings.accounts.push_back(std::move(account.account));
    }
}

}  // namespace ecdsnap::adapters
