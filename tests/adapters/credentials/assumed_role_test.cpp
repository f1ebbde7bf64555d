// Roles that STS gives: with a key, with the token of an identity provider, one after the other.
#include "adapters/credentials/rpc_signature.hpp"
#include "adapters/credentials/user_machine.hpp"

#include <doctest/doctest.h>

#include <map>

using namespace ecdsnap;
using tests::Kind;
using tests::Machine;
using Fields = std::map<std::string, std::string>;

namespace {

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += text[i];
            continue;
        }
        out += static_cast<char>(std::stoi(std::string(text.substr(i + 1, 2)), nullptr, 16));
        i += 2;
    }
    return out;
}

Fields fields_of(std::string text) {
    Fields fields;
    while (!text.empty()) {
        const auto end = text.find('&');
        const std::string pair = text.substr(0, end);
        const auto equals = pair.find('=');
        fields[decoded(pair.substr(0, equals))] = decoded(pair.substr(equals + 1));
        text = end == std::string::npos ? "" : text.substr(end + 1);
    }
    return fields;
}

Fields query_of(const ports::WebRequest& request) {
    return fields_of(request.url.substr(request.url.find('?') + 1));
}

std::string sts_answer(const std::string& id) {
    return R"({"RequestId":"R","Credentials":{"AccessKeyId":")" + id + R"(","AccessKeySecret":"se-)" + id +
           R"(","SecurityToken":"to-)" + id + R"(","Expiration":"2026-11-24T01:00:00Z"}})";
}

// A user with a key in the environment.
struct User {
    Machine machine;
    core::CredentialSource source;

    User() {
        machine.environment.variables["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "env-id";
        machine.environment.variables["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "env-secret";
        source.kind = Kind::environment;
        machine.web.answer = [this](const ports::WebRequest&) {
            return tests::web_answer(200, sts_answer(std::to_string(machine.web.requests.size())));
        };
    }
    core::AssumedRole& assume(const std::string& arn) {
        source.assumed.emplace_back();
        source.assumed.back().role_arn = arn;
        return source.assumed.back();
    }
    core::Result<ports::Credentials> get() { return machine.get(source); }
};

void check_signed(const ports::WebRequest& request, const std::string& secret) {
    Fields query = query_of(request);
    core::NameValues all;
    for (const auto& [name, value] : query)
        if (name != "Signature") all.emplace_back(name, value);
    for (const auto& [name, value] : fields_of(request.body))
        all.emplace_back(name, value);
    CHECK(query["Signature"] == adapters::v2_signature("POST", all, core::Secret(secret)));
}

}  // namespace

TEST_CASE("a role is asked for with a signed call: common parameters in the query, the role's in the body") {
    User user;
    core::AssumedRole& role = user.assume("acs:ram::2:role/backup");
    role.external_id = "ex+1";
    role.policy = R"({"Version":"1"})";
    role.duration = std::chrono::seconds{900};
    role.session_name = "night";
    const auto key = user.get();
    REQUIRE(key.has_value());
    CHECK(key->access_key_id == "1");
    CHECK(key->security_token->reveal() == "to-1");
    CHECK(key->source == "environment, then role acs:ram::2:role/backup");
    REQUIRE(user.machine.web.requests.size() == 1);
    const auto& request = user.machine.web.requests[0];
    CHECK(request.method == "POST");
    CHECK(request.url.starts_with("https://sts.aliyuncs.com/?"));
    CHECK(request.way == ports::WebRequest::Way::usual);
    Fields query = query_of(request);
    CHECK(query["Action"] == "AssumeRole");
    CHECK(query["Version"] == "2015-04-01");
    CHECK(query["Timestamp"] == "2026-11-24T00:00:00Z");
    CHECK(query["AccessKeyId"] == "env-id");
    CHECK(query["SignatureNonce"].size() == 32);
    CHECK(query.count("SecurityToken") == 0);
    CHECK(fields_of(request.body) == Fields{{"RoleArn", "acs:ram::2:role/backup"},
                                            {"RoleSessionName", "night"},
                                            {"DurationSeconds", "900"},
                                            {"Policy", R"({"Version":"1"})"},
                                            {"ExternalId", "ex+1"}});
    check_signed(request, "env-secret");
}

TEST_CASE("roles are taken one after the other, each with the key of the one before") {
    User user;
    user.assume("acs:ram::2:role/a").sts_region = "cn-beijing";
    user.assume("acs:ram::3:role/b").vpc = true;
    user.source.assumed.back().sts_region = "cn-hangzhou";
    const auto key = user.get();
    REQUIRE(key.has_value());
    CHECK(key->access_key_id == "2");
    CHECK(key->source == "environment, then role acs:ram::2:role/a, then role acs:ram::3:role/b");
    const auto& requests = user.machine.web.requests;
    REQUIRE(requests.size() == 2);
    CHECK(requests[0].url.starts_with("https://sts.cn-beijing.aliyuncs.com/?"));
    CHECK(requests[1].url.starts_with("https://sts-vpc.cn-hangzhou.aliyuncs.com/?"));
    CHECK(query_of(requests[1])["SecurityToken"] == "to-1");
    check_signed(requests[1], "se-1");
    CHECK(fields_of(requests[1].body)["RoleSessionName"] == "ecdsnapd");
}

TEST_CASE("the environment says what the configuration leaves open") {
    User user;
    auto& variables = user.machine.environment.variables;
    variables["ALIBABA_CLOUD_ROLE_SESSION_NAME"] = "ours";
    variables["ALIBABA_CLOUD_STS_REGION"] = "eu-central-1";
    variables["ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"] = "True";
    user.assume("acs:ram::2:role/a");
    REQUIRE(user.get().has_value());
    CHECK(user.machine.web.requests[0].url.starts_with("https://sts-vpc.eu-central-1.aliyuncs.com/?"));
    CHECK(fields_of(user.machine.web.requests[0].body)["RoleSessionName"] == "ours");
    user.source.assumed[0].sts_endpoint = "http://127.0.0.1:1";
    REQUIRE(user.get().has_value());
    CHECK(user.machine.web.requests[1].url.starts_with("http://127.0.0.1:1/?"));
}

TEST_CASE("a refusal names the role, the code and a remedy, and nothing of what was signed") {
    User user;
    user.machine.environment.variables["ALIBABA_CLOUD_SECURITY_TOKEN"] = "hush/token==";
    user.assume("acs:ram::2:role/a");
    const auto refused = [&](int status, std::string body) {
        user.machine.web.answer = [&](const ports::WebRequest&) { return tests::web_answer(status, body); };
        const auto key = user.get();
        REQUIRE(!key.has_value());
        CHECK(key.error().kind == core::ErrorClass::credentials);
        for (const char* secret : {"env-secret", "hush/token==", "hush%2Ftoken%3D%3D"})
            CHECK(key.error().message.find(secret) == std::string::npos);
        return key.error().message;
    };
    const std::string who = "no key: STS, asked for role acs:ram::2:role/a, ";
    CHECK(refused(403, R"({"Code":"NoPermission","Message":"You are not authorized.","RequestId":"R1"})") ==
          who +
              "refused it: NoPermission (HTTP 403, request R1): You are not authorized. (the role's trust policy must "
              "name who asks, who needs the permission sts:AssumeRole)");
    CHECK(
        refused(400, R"({"Code":"SignatureDoesNotMatch","Message":"Wrong. server string to sign is:hush/token=="})") ==
        who + "refused it: SignatureDoesNotMatch (HTTP 400): Wrong. (the secret is not that of this key)");
    CHECK(refused(400, R"({"Code":"X","Message":"hush%2Ftoken%3D%3D and hush/token=="})") ==
          who + "refused it: X (HTTP 400): *** and ***");
    CHECK(refused(502, "<html>") == who + "answered with HTTP status 502 and no code");
    CHECK(refused(200, "{}") == who + "answered without Credentials");
    user.machine.web.answer = {};
    CHECK(user.get().error().message == who + "does not answer: no route");
}

TEST_CASE("a role is taken with the token of an identity provider, which is read each time and not signed") {
    Machine machine;
    machine.write("token", "jwt-1\n", 0644);
    auto& variables = machine.environment.variables;
    variables["ALIBABA_CLOUD_ROLE_ARN"] = "acs:ram::1:role/pod";
    variables["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"] = "acs:ram::1:oidc-provider/k8s";
    variables["ALIBABA_CLOUD_OIDC_TOKEN_FILE"] = machine.place("$HOME/token");
    machine.web.answer = [&](const ports::WebRequest&) { return tests::web_answer(200, sts_answer("pod")); };
    const auto provider = machine.provider(core::CredentialSource{});
    CHECK(tests::run_to_end(machine.context, provider->get())->access_key_id == "pod");
    const auto& requests = machine.web.requests;
    Fields query = query_of(requests[0]);
    CHECK(query["Action"] == "AssumeRoleWithOIDC");
    for (const char* name : {"AccessKeyId", "Signature", "SignatureNonce", "SignatureMethod"})
        CHECK(query.count(name) == 0);
    CHECK(fields_of(requests[0].body) == Fields{{"RoleArn", "acs:ram::1:role/pod"},
                                                {"RoleSessionName", "ecdsnapd"},
                                                {"DurationSeconds", "3600"},
                                                {"OIDCProviderArn", "acs:ram::1:oidc-provider/k8s"},
                                                {"OIDCToken", "jwt-1"}});
    machine.write("token", "jwt-2", 0644);
    machine.clock.pass(std::chrono::hours{2});
    REQUIRE(tests::run_to_end(machine.context, provider->get()).has_value());
    CHECK(fields_of(requests.back().body)["OIDCToken"] == "jwt-2");

    variables["ALIBABA_CLOUD_OIDC_TOKEN_FILE"] = "/nowhere";
    CHECK(machine.get(core::CredentialSource{}).error().message.find("the OIDC token /nowhere does not exist") !=
          std::string::npos);
    variables.erase("ALIBABA_CLOUD_ROLE_ARN");
    CHECK(machine.get({Kind::oidc, "", ""}).error().message ==
          "no key: the OIDC role names no role, and ALIBABA_CLOUD_ROLE_ARN is not set");
}
