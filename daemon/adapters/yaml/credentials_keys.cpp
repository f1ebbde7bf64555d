// Where an account's key comes from.
#include "adapters/yaml/account_draft.hpp"
#include "adapters/yaml/named_file.hpp"
#include "core/credentials/command_words.hpp"

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
    check_secret_file(value, *draft.file->environment, draft.account.credentials.file);
}

void read_systemd(const YamlValue& value, AccountDraft& draft) {
    draft.account.credentials.kind = core::CredentialSource::Kind::systemd;
    const auto name = text_in(value);
    if (!name) return;
    if (name->find('/') != std::string::npos || name->starts_with("."))
        return value.refuse_given("is not the name of a credential", allowed_text(value.key()));
    draft.account.credentials.name = *name;
}

void read_metadata(const YamlValue& value, AccountDraft& draft) {
    draft.account.credentials.kind = core::CredentialSource::Kind::metadata;
    store(text_in(value), draft.account.credentials.name);
}

// It may hold a password, so it is not shown.
void read_uri(const YamlValue& value, AccountDraft& draft) {
    draft.account.credentials.kind = core::CredentialSource::Kind::uri;
    const auto uri = text_in(value);
    if (!uri) return;
    const auto host = uri->find("://");
    const bool is_web = uri->starts_with("https://") || uri->starts_with("http://");
    if (!is_web || host + 3 == uri->size() || uri->find_first_of(" \t\r\n\"") != std::string::npos)
        return value.refuse_concealed("this is no address", allowed_text(value.key()));
    draft.account.credentials.name = *uri;
}

void read_process(const YamlValue& value, AccountDraft& draft) {
    draft.account.credentials.kind = core::CredentialSource::Kind::process;
    const auto command = text_in(value);
    if (!command) return;
    if (const auto words = core::command_words(*command); words.has_error())
        return value.refuse_concealed("the command " + words.error().problem, allowed_text(value.key()));
    draft.account.credentials.name = *command;
}

constexpr std::array<Key<AccountDraft>, 7> keys{{
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
    {{.key = "metadata",
      .expected = "the name of a RAM role",
      .meaning = "This RAM role of the ECS instance that the daemon runs on."},
     read_metadata},
    {{.key = "oidc",
      .type = KeyType::mapping,
      .meaning = "A role that is taken with the token of an identity provider; what is left out comes from the "
                 "environment.",
      .children = oidc_keys},
     read_oidc},
    {{.key = "uri",
      .expected = "https://..., or http:// to an address that cannot be anywhere in the world",
      .meaning = "An address that answers with a key."},
     read_uri},
    {{.key = "process",
      .expected = "a command line with its quotes closed; no shell reads it",
      .meaning = "A program that prints a key as JSON, as process_command of a profile does."},
     read_process},
}};

// Ways that need no setting of their own.
struct Word {
    std::string_view word;
    core::CredentialSource::Kind kind;
};
constexpr std::array<Word, 4> words{{
    {"default", core::CredentialSource::Kind::standard},
    {"environment", core::CredentialSource::Kind::environment},
    {"metadata", core::CredentialSource::Kind::metadata},
    {"oidc", core::CredentialSource::Kind::oidc},
}};

// Ways to get a key that Alibaba's tools have and a daemon cannot use.
constexpr std::array<std::string_view, 3> later_credentials{"sso", "oauth", "bearer_token"};

}  // namespace

std::vector<ConfigKey> credentials_keys() {
    return infos_of(std::span<const Key<AccountDraft>>(keys));
}

// No text of this value is ever shown: a key pasted here by mistake would end in a log.
void read_credentials(const YamlValue& value, AccountDraft& draft) {
    const std::string allowed(credentials_allowed);
    if (value.is(YamlNode::Kind::mapping)) {
        read_mapping(value, KeyTable<AccountDraft>{keys, later_credentials}, draft);
        if (value.node().entries.size() != 1)
            value.refuse_concealed("exactly one way to get a key is expected", allowed);
        return;
    }
    const auto& word = value.node().text;
    const bool is_word = value.is(YamlNode::Kind::scalar);
    const auto* const known =
        std::find_if(words.begin(), words.end(), [&](const Word& each) { return is_word && each.word == word; });
    if (known != words.end()) {
        draft.account.credentials.kind = known->kind;
    } else if (std::ranges::find(later_credentials, word) != later_credentials.end()) {
        value.refuse_given("is not supported by this version", allowed);
    } else {
        value.refuse_concealed(value.is(YamlNode::Kind::null) ? "the value is missing" : "this is no way to get a key",
                               allowed);
    }
}

}  // namespace ecdsnap::adapters
