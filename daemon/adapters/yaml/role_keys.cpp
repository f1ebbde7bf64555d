// Roles that are taken with a key, or with an identity provider's token.
#include "adapters/yaml/account_draft.hpp"
#include "adapters/yaml/endpoint_text.hpp"

#include <array>
#include <chrono>
#include <string>

namespace ecdsnap::adapters {
namespace {

// Both kinds of role; paths need the draft of the file.
struct RoleDraft {
    core::OidcRole oidc;
    const SettingsDraft* file = nullptr;
};

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

// "acs:ram::123456789012:role/backup"
bool is_arn(std::string_view text, std::string_view kind) {
    constexpr std::string_view begin = "acs:ram::";
    if (!text.starts_with(begin)) return false;
    text.remove_prefix(begin.size());
    const auto digits = text.find_first_not_of("0123456789");
    if (digits == 0 || digits == std::string_view::npos) return false;
    text.remove_prefix(digits);
    return text.starts_with(kind) && text.size() > kind.size() &&
           text.find_first_of(" \t\r\n") == std::string_view::npos;
}

void read_arn(const YamlValue& value, std::string_view kind, std::string& target) {
    const auto text = text_in(value);
    if (!text) return;
    if (!is_arn(*text, kind)) return value.refuse_given("is not such a name", allowed_text(value.key()));
    target = *text;
}

void read_session_name(const YamlValue& value, RoleDraft& draft) {
    const auto text = text_in(value);
    if (!text) return;
    const bool fits = text->size() >= 2 && text->size() <= 64 &&
                      text->find_first_not_of(std::string(letters) + ".@_-") == std::string::npos;
    if (!fits) return value.refuse_given("is not a session's name", allowed_text(value.key()));
    draft.oidc.role.session_name = *text;
}

void read_policy(const YamlValue& value, RoleDraft& draft) {
    const auto text = text_in(value);
    if (!text) return;
    if (text->front() != '{') return value.refuse_given("is not a policy", allowed_text(value.key()));
    draft.oidc.role.policy = *text;
}

void read_sts_region(const YamlValue& value, RoleDraft& draft) {
    const auto text = text_in(value);
    if (!text) return;
    if (text->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
        return value.refuse_given("is not a region", allowed_text(value.key()));
    draft.oidc.role.sts_region = *text;
}

void read_sts_endpoint(const YamlValue& value, RoleDraft& draft) {
    const auto text = text_in(value);
    if (!text) return;
    if (const auto error = check_endpoint(*text))
        return value.refuse_concealed(error->problem, error->allowed, error->hint);
    draft.oidc.role.sts_endpoint = *text;
}

void read_duration(const YamlValue& value, RoleDraft& draft) {
    if (const auto duration = duration_in(value))
        draft.oidc.role.duration = std::chrono::floor<std::chrono::seconds>(*duration);
}

constexpr std::string_view role_expected = "acs:ram::ACCOUNT:role/NAME";
constexpr std::int64_t least_duration = 900'000;
constexpr std::int64_t most_duration = 43'200'000;

constexpr Key<RoleDraft> session_name{
    {.key = "session_name",
     .expected = "2-64 of letters, digits and .@_-",
     .meaning = "Names us in the audit log; else ALIBABA_CLOUD_ROLE_SESSION_NAME, or ecdsnapd."},
    read_session_name};
constexpr Key<RoleDraft> policy{{.key = "policy",
                                 .expected = "a RAM policy as JSON",
                                 .meaning = "Allows less than the role does: the session policy."},
                                read_policy};
constexpr Key<RoleDraft> duration{{.key = "duration",
                                   .type = KeyType::duration,
                                   .standard = "1h",
                                   .least = least_duration,
                                   .most = most_duration,
                                   .meaning = "How long its keys live; they are renewed in time."},
                                  read_duration};
constexpr Key<RoleDraft> sts_region{
    {.key = "sts_region",
     .expected = "the id of a region such as cn-hangzhou",
     .meaning = "Whose STS is asked; else ALIBABA_CLOUD_STS_REGION, or the central one."},
    read_sts_region};
constexpr Key<RoleDraft> sts_endpoint{{.key = "sts_endpoint",
                                       .expected = "https://HOST[:PORT], or http:// on loopback",
                                       .meaning = "Where STS is, instead of its usual address."},
                                      read_sts_endpoint};
constexpr Key<RoleDraft> vpc{
    {.key = "vpc",
     .type = KeyType::boolean,
     .standard = "false",
     .meaning = "Asks the region's STS by its address inside VPCs; needs a region."},
    [](const YamlValue& value, RoleDraft& draft) { store(boolean_in(value), draft.oidc.role.vpc); }};

constexpr std::array<Key<RoleDraft>, 8> role_keys{{
    {{.key = "role_arn", .required = true, .expected = role_expected, .meaning = "The role, by its ARN."},
     [](const YamlValue& value, RoleDraft& draft) { read_arn(value, ":role/", draft.oidc.role.role_arn); }},
    session_name,
    {{.key = "external_id",
      .expected = "some text",
      .meaning = "What the owner of a role in another account asks for."},
     [](const YamlValue& value, RoleDraft& draft) { store(text_in(value), draft.oidc.role.external_id); }},
    policy,
    duration,
    sts_region,
    sts_endpoint,
    vpc,
}};

constexpr std::array<Key<RoleDraft>, 9> oidc_role_keys{{
    {{.key = "role_arn", .expected = role_expected, .meaning = "The role, by its ARN; else ALIBABA_CLOUD_ROLE_ARN."},
     [](const YamlValue& value, RoleDraft& draft) { read_arn(value, ":role/", draft.oidc.role.role_arn); }},
    {{.key = "provider_arn",
      .expected = "acs:ram::ACCOUNT:oidc-provider/NAME",
      .meaning = "The identity provider, by its ARN; else ALIBABA_CLOUD_OIDC_PROVIDER_ARN."},
     [](const YamlValue& value, RoleDraft& draft) { read_arn(value, ":oidc-provider/", draft.oidc.provider_arn); }},
    {{.key = "token_file",
      .expected = "a file, relative to this file",
      .meaning = "Where the provider's token is, read again each time; else ALIBABA_CLOUD_OIDC_TOKEN_FILE."},
     [](const YamlValue& value, RoleDraft& draft) {
         if (const auto file = text_in(value)) draft.oidc.token_file = draft.file->absolute(*file);
     }},
    session_name,
    policy,
    duration,
    sts_region,
    sts_endpoint,
    vpc,
}};

RoleDraft read_role(const YamlValue& value, const AccountDraft& account) {
    RoleDraft draft{{}, account.file};
    read_mapping(value, KeyTable<RoleDraft>{role_keys, {}}, draft);
    return draft;
}

}  // namespace

std::vector<ConfigKey> assume_role_keys() {
    return infos_of(std::span<const Key<RoleDraft>>(role_keys));
}

std::vector<ConfigKey> oidc_keys() {
    return infos_of(std::span<const Key<RoleDraft>>(oidc_role_keys));
}

void read_assume_role(const YamlValue& value, AccountDraft& draft) {
    std::vector<core::AssumedRole>& roles = draft.account.credentials.assumed;
    if (value.is(YamlNode::Kind::mapping)) {
        roles.push_back(read_role(value, draft).oidc.role);
        return;
    }
    for (const auto& item : items_in(value))
        roles.push_back(read_role(item, draft).oidc.role);
}

void read_oidc(const YamlValue& value, AccountDraft& draft) {
    RoleDraft role{{}, draft.file};
    read_mapping(value, KeyTable<RoleDraft>{oidc_role_keys, {}}, role);
    draft.account.credentials.kind = core::CredentialSource::Kind::oidc;
    draft.account.credentials.oidc = std::move(role.oidc);
}

}  // namespace ecdsnap::adapters
