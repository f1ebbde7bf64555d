// Where an account's key comes from.
#include "adapters/yaml/account_draft.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace ecdsnap::adapters {
namespace {

void read_profile(const YamlValue& value, AccountDraft& draft) {
    draft.account.credentials.kind = core::CredentialSource::Kind::profile;
    store(text_in(value), draft.account.credentials.name);
}

void read_secret_file(const YamlValue& value, AccountDraft& draft) {
    draft.account.credentials.kind = core::CredentialSource::Kind::file;
    const auto file = text_in(value);
    if (!file) return;
    draft.account.credentials.file = draft.file->absolute(*file);
    if (const auto error = draft.file->environment->secret_file_problem(draft.account.credentials.file))
        value.refuse_given(error->problem, error->allowed, error->hint);
}

void read_systemd(const YamlValue& value, AccountDraft& draft) {
    draft.account.credentials.kind = core::CredentialSource::Kind::systemd;
    const auto name = text_in(value);
    if (!name) return;
    if (name->find('/') != std::string::npos || name->starts_with("."))
        return value.refuse_given("is not the name of a credential", allowed_text(value.key()));
    draft.account.credentials.name = *name;
}

constexpr std::array<Key<AccountDraft>, 3> keys{{
    {{.key = "profile", .expected = "the name of a profile", .meaning = "This profile of ~/.aliyun/config.json."},
     read_profile},
    {{.key = "file",
      .expected = "a file that only its owner can read, relative to this file",
      .meaning = "A JSON or INI file with one key."},
     read_secret_file},
    {{.key = "systemd",
      .expected = "the name of a credential, as in LoadCredential=",
      .meaning = "A credential that systemd hands to the service."},
     read_systemd},
}};

// Ways to get a key that the design has and this version has not.
constexpr std::array<std::string_view, 8> later_credentials{"metadata", "ecs_ram_role", "oidc", "assume_role",
                                                            "role_arn", "process",      "sso",  "uri"};

}  // namespace

std::vector<ConfigKey> credentials_keys() {
    return infos_of(std::span<const Key<AccountDraft>>(keys));
}

// No text of this value is ever shown: a key pasted here by mistake would end in a log.
void read_credentials(const YamlValue& value, AccountDraft& draft) {
    using Kind = core::CredentialSource::Kind;
    const std::string allowed(credentials_allowed);
    if (value.is(YamlNode::Kind::mapping)) {
        read_mapping(value, KeyTable<AccountDraft>{keys, later_credentials}, draft);
        if (value.node().entries.size() != 1)
            value.refuse_concealed("exactly one way to get a key is expected", allowed);
        return;
    }
    const auto& word = value.node().text;
    if (value.is(YamlNode::Kind::scalar) && word == "default") {
        draft.account.credentials.kind = Kind::standard;
    } else if (value.is(YamlNode::Kind::scalar) && word == "environment") {
        draft.account.credentials.kind = Kind::environment;
    } else if (std::ranges::find(later_credentials, word) != later_credentials.end()) {
        value.refuse_given("is not supported by this version", allowed);
    } else {
        value.refuse_concealed(value.is(YamlNode::Kind::null) ? "the value is missing" : "this is no way to get a key",
                               allowed);
    }
}

}  // namespace ecdsnap::adapters
