// How an account's calls travel: whom they trust, through which proxy they go.
#include "adapters/yaml/account_draft.hpp"
#include "adapters/yaml/named_file.hpp"
#include "core/network/proxy_url.hpp"

#include <array>
#include <string>

namespace ecdsnap::adapters {
namespace {

using Kind = core::ProxySettings::Kind;

void read_file(const YamlValue& value, const AccountDraft& draft, std::filesystem::path& into) {
    const auto file = text_in(value);
    if (!file) return;
    into = draft.file->absolute(*file);
    check_plain_file(value, *draft.file->environment, into);
}

// No text of this value is shown: it may have a password in it.
void read_url(const YamlValue& value, AccountDraft& draft) {
    const auto text = text_in(value);
    if (!text) return;
    const std::string allowed = allowed_text(value.key());
    const auto url = core::parse_proxy_url(*text);
    if (!url) return value.refuse_concealed(url.error().problem, allowed, url.error().hint);
    if (text->find("://") == std::string::npos)  // as the environment may have it; here it would make hosts of words
        return value.refuse_concealed("the address starts with neither http:// nor https://", allowed);
    if (!url->user.empty())
        return value.refuse_concealed("the address has a user or password in it", allowed,
                                      "write proxy: {url: …, user: …, password_file: …}");
    draft.account.network.proxy.kind = Kind::named;
    draft.account.network.proxy.address = url->address;
}

void read_user(const YamlValue& value, AccountDraft& draft) {
    const auto user = text_in(value);
    if (!user) return;
    if (user->find(':') != std::string::npos || user->find_first_of("\r\n") != std::string::npos)
        return value.refuse_concealed("a user's name has no colon and no line end", allowed_text(value.key()));
    draft.account.network.proxy.user = *user;
}

void read_password_file(const YamlValue& value, AccountDraft& draft) {
    const auto file = text_in(value);
    if (!file) return;
    auto& into = draft.account.network.proxy.password_file;
    into = draft.file->absolute(*file);
    check_secret_file(value, *draft.file->environment, into);
}

constexpr std::array<Key<AccountDraft>, 6> keys{{
    {{.key = "url",
      .required = true,
      .expected = "http://HOST:PORT or https://HOST:PORT",
      .meaning = "The proxy, and whether the way to it is TLS."},
     read_url},
    {{.key = "user", .expected = "a name without a colon", .meaning = "Whom the proxy knows us as."}, read_user},
    {{.key = "password_file",
      .expected = "a file that only its owner can read, relative to this file",
      .meaning = "Its first line is the user's password."},
     read_password_file},
    {{.key = "ca_file",
      .expected = "a file with certificates in PEM, relative to this file",
      .meaning = "The authorities that are trusted for the proxy itself, instead of the account's."},
     [](const YamlValue& value, AccountDraft& draft) { read_file(value, draft, draft.account.network.proxy.ca_file); }},
    {{.key = "client_certificate",
      .expected = "a file with a certificate in PEM, relative to this file",
      .meaning = "What is shown to a proxy that asks who comes."},
     [](const YamlValue& value, AccountDraft& draft) {
         read_file(value, draft, draft.account.network.proxy.client_certificate);
     }},
    {{.key = "client_key",
      .expected = "a file that only its owner can read, relative to this file",
      .meaning = "The certificate's key, where it does not stand in the same file."},
     [](const YamlValue& value, AccountDraft& draft) {
         const auto file = text_in(value);
         if (!file) return;
         auto& into = draft.account.network.proxy.client_key;
         into = draft.file->absolute(*file);
         check_secret_file(value, *draft.file->environment, into);
     }},
}};

void check_together(const YamlValue& value, const core::ProxySettings& proxy) {
    const auto needs = [&](const std::filesystem::path& given, std::string_view key, bool is_met,
                           std::string_view problem) {
        if (given.empty() || is_met) return;
        for (const auto& entry : value.node().entries)
            if (entry.key == key) value.refuse_key(entry, std::string(problem));
    };
    const bool has_url = proxy.kind == Kind::named;
    const bool is_tls = !has_url || proxy.address.is_tls;
    needs(proxy.password_file, "password_file", !proxy.user.empty(), "it says nothing without user beside it");
    needs(proxy.client_key, "client_key", !proxy.client_certificate.empty(),
          "it says nothing without client_certificate beside it");
    needs(proxy.ca_file, "ca_file", is_tls, "it says nothing for a proxy over plain http");
    needs(proxy.client_certificate, "client_certificate", is_tls, "it says nothing for a proxy over plain http");
}

}  // namespace

std::vector<ConfigKey> proxy_keys() {
    return infos_of(std::span<const Key<AccountDraft>>(keys));
}

void read_proxy(const YamlValue& value, AccountDraft& draft) {
    auto& proxy = draft.account.network.proxy;
    if (value.is(YamlNode::Kind::mapping)) {
        read_mapping(value, KeyTable<AccountDraft>{keys, {}}, draft);
        return check_together(value, proxy);
    }
    const auto& word = value.node().text;
    if (value.is(YamlNode::Kind::scalar) && word == "none")
        proxy.kind = Kind::none;
    else if (!value.is(YamlNode::Kind::scalar) || word != "environment")
        read_url(value, draft);
}

void read_ca_file(const YamlValue& value, AccountDraft& draft) {
    read_file(value, draft, draft.account.network.ca_file);
}

void read_ca_path(const YamlValue& value, AccountDraft& draft) {
    const auto folder = text_in(value);
    if (!folder) return;
    draft.account.network.ca_path = draft.file->absolute(*folder);
    check_folder(value, *draft.file->environment, draft.account.network.ca_path);
}

}  // namespace ecdsnap::adapters
