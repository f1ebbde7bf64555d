#include "emulator/rehearsal.hpp"
#include "emulator/request/digest.hpp"
#include "emulator/request/request_signature.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace ecdsnap::emulator;
using namespace std::chrono_literals;

namespace {

/// A signed DescribeRegions, with a change made after signing (`spoil`) or before (`change`).
std::string code_when_spoilt(const std::function<void(Request&)>& spoil) {
    Rehearsal rehearsal;
    Request request = rehearsal.signed_request("DescribeRegions", {{"RegionId", "cn-hangzhou"}});
    spoil(request);
    return rehearsal.send(request).code;
}

std::string code_when_changed(const std::function<void(Request&)>& change) {
    return code_when_spoilt([&](Request& request) {
        change(request);
        sign(request, "testid", "testsecret");
    });
}

}  // namespace

TEST_CASE("accepts a request as the SDKs sign it") {
    CHECK(code_when_spoilt([](Request&) {}).empty());
    CHECK(code_when_changed([](Request& r) { r.method = "GET"; }).empty());
    CHECK(code_when_changed([](Request& r) { set_header(r, "x-acs-accesskey-id", "testid"); }).empty());
    CHECK(code_when_changed([](Request& r) { set_header(r, "x-acs-retry-attempts", "1"); }).empty());
}

TEST_CASE("one changed byte anywhere in what is signed does not match") {
    const std::vector<std::pair<const char*, std::function<void(Request&)>>> spoils{
        {"method", [](Request& r) { r.method = "GET"; }},
        {"query value", [](Request& r) { r.target = "/?RegionId=cn-hangzhov"; }},
        {"another parameter", [](Request& r) { r.target += "&A=b"; }},
        {"host", [](Request& r) { set_header(r, "host", "127.0.0.1:18081"); }},
        {"action", [](Request& r) { set_header(r, "x-acs-action", "DescribeDesktops"); }},
        {"nonce", [](Request& r) { set_header(r, "x-acs-signature-nonce", "other"); }},
        {"version", [](Request& r) { set_header(r, "x-acs-version", "2020-10-02"); }},
        {"date", [](Request& r) { set_header(r, "x-acs-date", "2026-01-02T03:00:01Z"); }},
        {"body",
         [](Request& r) { r.body = "x=1", set_header(r, "content-type", "application/x-www-form-urlencoded"); }},
    };
    for (const auto& entry : spoils) {
        const std::string what = entry.first;  // clang 14 captures no structured binding
        const auto& spoil = entry.second;
        CAPTURE(what);
        const std::string code = code_when_spoilt(spoil);
        CHECK(code == (std::string(what) == "body" ? "IncompleteSignature" : "SignatureDoesNotMatch"));
    }
}

TEST_CASE("a bad signature is answered with the string that the server signed") {
    Rehearsal rehearsal;
    Request request = rehearsal.signed_request("DescribeRegions", {{"RegionId", "cn-hangzhou"}});
    sign(request, "testid", "wrong secret");
    const auto answered = rehearsal.send(request);
    CHECK(answered.status == 400);
    CHECK(answered.code == "SignatureDoesNotMatch");
    const std::string message = answered.body.at("Message");
    CHECK(message.find("server string to sign is:ACS3-HMAC-SHA256\n") != std::string::npos);
    CHECK(rehearsal.emulator.counters.bad_signatures == 1);
}

TEST_CASE("what must be signed and is not, is refused") {
    const auto authorization_without = [](const std::string& part, const std::string& replacement) {
        return [=](Request& r) {
            std::string text(*r.header("authorization"));
            text.replace(text.find(part), part.size(), replacement);
            set_header(r, "authorization", text);
        };
    };
    CHECK(code_when_spoilt(authorization_without("host;", "")) == "IncompleteSignature");
    CHECK(code_when_spoilt(authorization_without(";x-acs-version", "")) == "IncompleteSignature");
    CHECK(code_when_spoilt(authorization_without("host;x-acs-action", "x-acs-action;host")) == "IncompleteSignature");
    CHECK(code_when_spoilt(authorization_without("host;", "host;host;")) == "IncompleteSignature");
    CHECK(code_when_spoilt(authorization_without(";x-acs-version", ";x-acs-version;x-acs-z")) == "IncompleteSignature");
    CHECK(code_when_spoilt(authorization_without(",Signature", ", Signature")) == "IncompleteSignature");
    CHECK(code_when_spoilt(authorization_without("ACS3-HMAC-SHA256", "ACS3-HMAC-SM3")) == "IncompleteSignature");
    CHECK(code_when_spoilt([](Request& r) { set_header(r, "x-acs-late", "1"); }) == "IncompleteSignature");
    CHECK(code_when_spoilt([](Request& r) { drop_header(r, "authorization"); }) == "IncompleteSignature");
    CHECK(code_when_changed([](Request& r) { set_header(r, "x-acs-accesskey-id", "other"); }) == "IncompleteSignature");
}

TEST_CASE("the payload hash must be that of the body") {
    CHECK(code_when_changed([](Request& r) { set_header(r, "x-acs-content-sha256", std::string(64, '0')); }) ==
          "SignatureDoesNotMatch");
}

TEST_CASE("each header that names the call is needed") {
    for (const char* name :
         {"x-acs-action", "x-acs-version", "x-acs-date", "x-acs-signature-nonce", "x-acs-content-sha256"}) {
        CAPTURE(name);
        CHECK(code_when_changed([&](Request& r) { drop_header(r, name); }) == "MissingParameter");
    }
}

TEST_CASE("the date is UTC, of one form, and within fifteen minutes of the service's clock") {
    const auto code_at = [](const std::string& date) {
        return code_when_changed([&](Request& r) { set_header(r, "x-acs-date", date); });
    };
    CHECK(code_at("2026-01-02T03:15:00Z").empty());
    CHECK(code_at("2026-01-02T02:45:00Z").empty());
    CHECK(code_at("2026-01-02T03:15:01Z") == "InvalidTimeStamp.Expired");
    CHECK(code_at("2026-01-02T02:44:59Z") == "InvalidTimeStamp.Expired");
    CHECK(code_at("2026-01-02T03:00:00+00:00") == "IllegalTimestamp");
    CHECK(code_at("2026-02-30T03:00:00Z") == "IllegalTimestamp");
    CHECK(code_at("Fri, 02 Jan 2026 03:00:00 GMT") == "IllegalTimestamp");
}

TEST_CASE("a nonce is refused for fifteen minutes, and only a believed request uses it up") {
    Rehearsal rehearsal;
    Request request = rehearsal.signed_request("DescribeRegions", {{"RegionId", "cn-hangzhou"}});
    Request forged = request;
    sign(forged, "testid", "wrong secret");
    CHECK(rehearsal.send(forged).code == "SignatureDoesNotMatch");
    CHECK(rehearsal.send(request).code.empty());
    CHECK(rehearsal.send(request).code == "SignatureNonceUsed");
    rehearsal.pass(14min + 59s);
    CHECK(rehearsal.send(request).code == "SignatureNonceUsed");
    rehearsal.pass(2s);
    set_header(request, "x-acs-date", with_seconds(rehearsal.now));
    sign(request, "testid", "testsecret");
    CHECK(rehearsal.send(request).code.empty());
}

TEST_CASE("key, method, path, version and action") {
    CHECK(code_when_spoilt([](Request& r) { sign(r, "nobody", "testsecret"); }) == "InvalidAccessKeyId.NotFound");
    CHECK(code_when_changed([](Request& r) { r.method = "PUT"; }) == "UnsupportedHTTPMethod");
    CHECK(code_when_changed([](Request& r) { r.target = "/v1?RegionId=cn-hangzhou"; }) == "InvalidAction.NotFound");
    CHECK(code_when_changed([](Request& r) { set_header(r, "x-acs-version", "2020-10-02"); }) == "InvalidVersion");
    CHECK(code_when_changed([](Request& r) { set_header(r, "x-acs-action", "ResetSnapshot"); }) ==
          "InvalidAction.NotFound");
}

TEST_CASE("a temporary key needs its token, a long-lived one refuses any") {
    RehearsalSettings settings;
    settings.accounts = {Account{"testid", "testsecret", "tok/en=="}};
    Rehearsal temporary{settings};
    Request request = temporary.signed_request("DescribeRegions", {{"RegionId", "cn-hangzhou"}});
    CHECK(temporary.send(request).code == "MissingSecurityToken");
    set_header(request, "x-acs-security-token", "other");
    sign(request, "testid", "testsecret");
    CHECK(temporary.send(request).code == "InvalidSecurityToken.MismatchWithAccessKey");
    set_header(request, "x-acs-security-token", "tok/en==");
    sign(request, "testid", "testsecret");
    CHECK(temporary.send(request).code.empty());

    CHECK(code_when_changed([](Request& r) { set_header(r, "x-acs-security-token", "any"); }) ==
          "InvalidSecurityToken.MismatchWithAccessKey");
}

TEST_CASE("a temporary key is refused from its end on, by the service's own clock") {
    RehearsalSettings settings;
    Rehearsal rehearsal{settings};
    rehearsal.admin("POST", "/keys",
                    R"({"access_key":"STS.1","secret":"s1","security_token":"t1","expires_in_seconds":60})");
    const auto code = [&] {
        Request request = rehearsal.signed_request("DescribeRegions", {{"RegionId", "cn-hangzhou"}});
        set_header(request, "x-acs-security-token", "t1");
        sign(request, "STS.1", "s1");
        return rehearsal.send(request).code;
    };
    CHECK(code().empty());
    rehearsal.pass(59s);
    CHECK(code().empty());
    rehearsal.pass(1s);
    CHECK(code() == "InvalidSecurityToken.Expired");
    rehearsal.admin("POST", "/keys", R"({"access_key":"STS.1","secret":"s1","security_token":"t1"})");
    CHECK(code().empty());
    rehearsal.admin("POST", "/keys", R"({"access_key":"STS.1","revoked":true})");
    CHECK(code() == "InvalidAccessKeyId.NotFound");
    CHECK(rehearsal.send(rehearsal.signed_request("DescribeRegions", {{"RegionId", "cn-hangzhou"}})).code.empty());
}

TEST_CASE("a form in the body counts as parameters when its header is signed") {
    const auto with_form = [](Request& r) {
        r.target = "/";
        r.body = "RegionId=cn-hangzhou";
        set_header(r, "content-type", "application/x-www-form-urlencoded");
        set_header(r, "x-acs-content-sha256", sha256_hex(r.body));
    };
    CHECK(code_when_changed(with_form).empty());
    CHECK(code_when_changed([&](Request& r) { with_form(r), set_header(r, "content-type", "application/json"); }) ==
          "InvalidParameter");
}

TEST_CASE("parameters that come twice, or are no text, are refused") {
    CHECK(code_when_changed([](Request& r) { r.target += "&RegionId=cn-hangzhou"; }) == "InvalidParameter");
    CHECK(code_when_changed([](Request& r) { r.target += "&A=%ff"; }) == "InvalidParameter");
    CHECK(code_when_changed([](Request& r) { r.target += "&A=%f"; }) == "InvalidParameter");
}

namespace {

Request v2_request(const Rehearsal& rehearsal, Parameters parameters) {
    parameters.insert(parameters.end(), {{"Action", "DescribeRegions"},
                                         {"Version", "2020-09-30"},
                                         {"Format", "JSON"},
                                         {"AccessKeyId", "testid"},
                                         {"SignatureMethod", "HMAC-SHA1"},
                                         {"SignatureVersion", "1.0"},
                                         {"SignatureNonce", "v2-nonce"},
                                         {"Timestamp", with_seconds(rehearsal.now)}});
    const auto signature = signature_v2("testsecret", string_to_sign_v2("POST", parameters));
    parameters.emplace_back("Signature", signature);
    Request request;
    request.method = "POST";
    request.target = "/";
    request.headers = {{"host", "127.0.0.1:18080"}, {"content-type", "application/x-www-form-urlencoded"}};
    request.body = canonical_query(parameters);
    return request;
}

}  // namespace

TEST_CASE("V2: accepted in a form, refused when a byte or a needed parameter is wrong") {
    Rehearsal rehearsal;
    const Request good = v2_request(rehearsal, {{"RegionId", "cn-hangzhou"}});
    Request bad = good;
    bad.body.replace(bad.body.find("cn-hangzhou"), 11, "cn-hangzhov");
    const auto refused = rehearsal.send(bad);
    CHECK(refused.code == "SignatureDoesNotMatch");
    CHECK(refused.body.at("Message").get<std::string>().find("server string to sign is:POST&%2F&AccessKeyId") !=
          std::string::npos);
    CHECK(rehearsal.send(good).code.empty());
    CHECK(rehearsal.send(good).code == "SignatureNonceUsed");

    Request other = good;
    other.body.replace(other.body.find("HMAC-SHA1"), 9, "HMAC-SHA9");
    CHECK(rehearsal.send(other).code == "InvalidParameter");
    other = good;
    other.body.replace(other.body.find("AccessKeyId"), 11, "AccessKeyIx");
    CHECK(rehearsal.send(other).code == "MissingParameter");
    other = good;
    other.body.replace(other.body.find("Format=JSON"), 11, "Format=XML");
    CHECK(rehearsal.send(other).code == "UnsupportedParameter");
}

TEST_CASE("every answer says who answered, when, and under which id") {
    Rehearsal rehearsal;
    const auto answered = rehearsal.call("DescribeRegions", {{"Wrong", "1"}});
    CHECK(answered.status == 400);
    CHECK(answered.body.at("HostId") == "127.0.0.1:18080");
    CHECK(answered.body.at("Recommend").get<std::string>().starts_with("https://api.aliyun.com/troubleshoot?q="));
    std::string date, id;
    for (const Header& h : answered.reply.headers) {
        if (h.name == "Date") date = h.value;
        if (h.name == "x-acs-request-id") id = h.value;
    }
    CHECK(date == "Fri, 02 Jan 2026 03:00:00 GMT");
    CHECK(id == answered.body.at("RequestId"));
    CHECK(id.size() == 36);
}
