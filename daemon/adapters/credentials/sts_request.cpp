#include "adapters/credentials/sts_request.hpp"

#include "adapters/credentials/key_json.hpp"
#include "adapters/credentials/rpc_signature.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <fmt/format.h>

#include <array>
#include <chrono>

namespace ecdsnap::adapters {
namespace {

core::NameValues common_query(const char* action, core::WallTime date) {
    return {{"Action", action},
            {"Version", "2015-04-01"},
            {"Format", "JSON"},
            {"Timestamp", core::utc_text(std::chrono::floor<std::chrono::seconds>(date))}};
}

core::NameValues role_form(const core::AssumedRole& role) {
    core::NameValues form{{"RoleArn", role.role_arn},
                          {"RoleSessionName", role.session_name},
                          {"DurationSeconds", std::to_string(role.duration.count())}};
    if (!role.policy.empty()) form.emplace_back("Policy", role.policy);
    if (!role.external_id.empty()) form.emplace_back("ExternalId", role.external_id);
    return form;
}

// An endpoint may say http:// for a service on this machine.
std::string sts_url(const core::AssumedRole& role) {
    const std::string host = core::sts_host(role);
    return (host.find("://") == std::string::npos ? "https://" + host : host) + "/";
}

ports::WebRequest request_of(const core::AssumedRole& role, const core::NameValues& query,
                             const core::NameValues& form) {
    ports::WebRequest request;
    request.method = "POST";
    request.plain = ports::WebRequest::Plain::loopback;
    request.url = sts_url(role) + "?" + core::canonical_query(query);
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}, {"accept", "application/json"}};
    request.body = core::canonical_query(form);
    return request;
}

struct Remedy {
    std::string_view code;  // as it begins
    std::string_view hint;
};
constexpr std::array remedies{
    Remedy{"NoPermission", "the role's trust policy must name who asks, who needs the permission sts:AssumeRole"},
    Remedy{"EntityNotExist.Role", "see the role's ARN in the RAM console"},
    Remedy{"SignatureDoesNotMatch", "the secret is not that of this key"},
    Remedy{"InvalidAccessKeyId", "the key that asks for the role was deleted or disabled"},
    Remedy{"InvalidSecurityToken", "the temporary key that asks for the role has expired"},
    Remedy{"InvalidTimeStamp", "see this machine's clock"},
    Remedy{"InvalidParameter.DurationSeconds", "no longer than the role's longest session"},
    Remedy{"AuthenticationFail.OIDCToken.Expired", "the token's file was not renewed in time"},
    Remedy{"AuthenticationFail", "the role must trust the identity provider that made the token"},
};

void hide(std::string& text, std::string_view hidden) {
    constexpr std::string_view stars = "***";
    for (const std::string& each : {std::string(hidden), core::percent_encode(hidden)})
        for (auto at = text.find(each); !each.empty() && at != std::string::npos;
             at = text.find(each, at + stars.size()))
            text.replace(at, each.size(), stars);
}

std::string shown(std::string_view foreign, const std::vector<std::string_view>& hidden) {
    constexpr std::size_t longest = 200;
    std::string text(foreign);
    for (const std::string_view each : hidden)
        hide(text, each);
    return core::printable(text.substr(0, longest));
}

// A refused signature comes with the whole text that was signed.
std::string message_in(const Json& body, const std::vector<std::string_view>& hidden) {
    std::string_view message = text_in(body, "Message");
    return shown(message.substr(0, message.find(" server string to sign is")), hidden);
}

}  // namespace

ports::WebRequest assume_role_request(const core::AssumedRole& role, const ports::Credentials& key, core::WallTime date,
                                      const std::string& nonce) {
    core::NameValues query = common_query("AssumeRole", date);
    query.emplace_back("AccessKeyId", key.access_key_id);
    query.emplace_back("SignatureMethod", "HMAC-SHA1");
    query.emplace_back("SignatureVersion", "1.0");
    query.emplace_back("SignatureNonce", nonce);
    if (key.security_token) query.emplace_back("SecurityToken", key.security_token->reveal());
    const core::NameValues form = role_form(role);
    core::NameValues all = query;
    all.insert(all.end(), form.begin(), form.end());
    query.emplace_back("Signature", v2_signature("POST", all, key.access_key_secret));
    return request_of(role, query, form);
}

ports::WebRequest assume_role_with_oidc_request(const core::OidcRole& oidc, const core::Secret& token,
                                                core::WallTime date) {
    core::NameValues form = role_form(oidc.role);
    form.emplace_back("OIDCProviderArn", oidc.provider_arn);
    form.emplace_back("OIDCToken", token.reveal());
    return request_of(oidc.role, common_query("AssumeRoleWithOIDC", date), form);
}

core::TextError sts_refusal(const ports::HttpAnswer& answer, const std::vector<std::string_view>& hidden) {
    const auto body = parse_object(answer.body);
    const std::string code = body ? shown(text_in(*body, "Code"), hidden) : std::string();
    if (code.empty()) return {0, fmt::format("answered with HTTP status {} and no code", answer.status)};
    std::string problem = fmt::format("refused it: {} (HTTP {}", code, answer.status);
    if (const auto id = text_in(*body, "RequestId"); !id.empty())
        problem += ", request " + core::printable(id.substr(0, 64));
    problem += ")";
    if (const std::string message = message_in(*body, hidden); !message.empty()) problem += ": " + message;
    for (const Remedy& remedy : remedies)
        if (code.starts_with(remedy.code)) return {0, std::move(problem), {}, std::string(remedy.hint)};
    return {0, std::move(problem)};
}

}  // namespace ecdsnap::adapters
