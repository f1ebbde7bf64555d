// Vectors published by Alibaba Cloud and by its SDKs' own tests, and some computed with a signer that reproduces them.
#include "emulator/request/request_signature.hpp"

#include "emulator/request/digest.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap::emulator;

namespace {

const std::string empty_hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

SignedRequest ecd_request(const std::string& action, const std::string& nonce, const Parameters& parameters) {
    SignedRequest request;
    request.method = "POST";
    request.path = "/";
    request.query = canonical_query(parameters);
    request.headers = {{"host", "ecd.cn-hangzhou.aliyuncs.com"}, {"x-acs-action", action},
                       {"x-acs-content-sha256", empty_hash},     {"x-acs-date", "2026-01-02T03:04:05Z"},
                       {"x-acs-signature-nonce", nonce},         {"x-acs-version", "2020-09-30"}};
    request.payload_hash = empty_hash;
    return request;
}

Parameters eleven_snapshots() {
    Parameters parameters{{"RegionId", "cn-hangzhou"}};
    for (int i = 1; i <= 11; ++i) {
        parameters.emplace_back("SnapshotId." + std::to_string(i), "s-" + std::to_string(i));
    }
    return parameters;
}

void check_v3(const SignedRequest& request, const std::string& secret, const std::string& hash,
              const std::string& signature) {
    const auto canonical = canonical_request(request);
    CHECK(sha256_hex(canonical) == hash);
    CHECK(string_to_sign_v3(canonical) == "ACS3-HMAC-SHA256\n" + hash);
    CHECK(signature_v3(secret, string_to_sign_v3(canonical)) == signature);
}

}  // namespace

TEST_CASE("V3: the vector of the product documentation") {
    SignedRequest request;
    request.method = "POST";
    request.path = "/";
    request.query = canonical_query(
        {{"RegionId", "cn-shanghai"}, {"ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}});
    request.headers = {{"host", "ecs.cn-shanghai.aliyuncs.com"},
                       {"x-acs-action", "RunInstances"},
                       {"x-acs-content-sha256", empty_hash},
                       {"x-acs-date", "2023-10-26T10:22:32Z"},
                       {"x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"},
                       {"x-acs-version", "2014-05-26"}};
    request.payload_hash = empty_hash;
    check_v3(request, "YourAccessKeySecret", "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259",
             "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
}

TEST_CASE("V3: the vector of the SDK's own test") {
    SignedRequest request;
    request.path = "/";
    request.query = canonical_query({{"test", "ok"}, {"empty", ""}});
    request.headers = {{"x-acs-test", "http,https"}};
    request.payload_hash = "55e12e91650d2fec56ec74e1d3e4ddbfce2ef3a65890c2a19ecf88a307e76a23";
    CHECK(signature_v3("secret", string_to_sign_v3(canonical_request(request))) ==
          "4ab59fffe3c5738ff8a2729f90cc04fe18b02a4b15b2102cbaf92f9ff3df2ea3");
}

TEST_CASE("V3: a description with every kind of character") {
    const auto request = ecd_request("CreateSnapshot", "00000000000000000000000000000001",
                                     {{"RegionId", "cn-hangzhou"},
                                      {"DesktopId", "ecd-test0001"},
                                      {"SnapshotName", "nightly-20260102"},
                                      {"SourceDiskType", "system"},
                                      {"Description", "a b+c*~/数据"}});
    CHECK(request.query.find("Description=a%20b%2Bc%2A~%2F%E6%95%B0%E6%8D%AE&") != std::string::npos);
    check_v3(request, "testsecret", "a3d25079a5977e23d5a0d264b6de4b945d517cd349f0d0efeddf8b569750d231",
             "b56060e126236d5d99b1af6e40c314987822b11bad45e3aa9bbab3557c3d17be");
}

TEST_CASE("V3: a security token and a list of eleven, sorted by bytes") {
    auto request = ecd_request("DeleteSnapshot", "00000000000000000000000000000002", eleven_snapshots());
    request.headers.insert(request.headers.begin() + 4, {"x-acs-security-token", "tok/en=="});
    check_v3(request, "testsecret", "a68b12f59e801a8a9fe2925d4a1fe4275b659c03cf878e8cbe2e811e05521d99",
             "27878810935383acfe019deded58a6362c14f64e4b9595db1b5ab3f091026c0d");

    request.headers.insert(request.headers.begin() + 1, {"x-acs-accesskey-id", "testid"});
    check_v3(request, "testsecret", "a5d821782927113b2e838fce6088ea0bb1e6962358af10239256eb28d4f5037d",
             "ed085842645a1acca67e52c8af3d07fce6a9422e872fb63ec7e43e7fe56faa8a");
}

TEST_CASE("V2: two vectors of the documentation, one of the SDK, one for this service") {
    struct Vector {
        const char* method;
        const char* secret;
        Parameters parameters;
        const char* signature;
    };
    const Vector vectors[] = {
        {"GET",
         "testsecret",
         {{"AccessKeyId", "testid"},
          {"Action", "DescribeDedicatedHosts"},
          {"Version", "2014-05-26"},
          {"Format", "JSON"},
          {"RegionId", "cn-beijing"},
          {"SignatureMethod", "HMAC-SHA1"},
          {"SignatureVersion", "1.0"},
          {"SignatureNonce", "edb2b34af0af9a6d14deaf7c1a5315eb"},
          {"Timestamp", "2023-03-13T08:34:30Z"}},
         "9NaGiOspFP5UPcwX8Iwt2YJXXuk="},
        {"GET",
         "testsecret",
         {{"AccessKeyId", "testid"},
          {"Action", "DescribeRegions"},
          {"Version", "2014-05-26"},
          {"Format", "XML"},
          {"SignatureMethod", "HMAC-SHA1"},
          {"SignatureVersion", "1.0"},
          {"SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"},
          {"Timestamp", "2016-02-23T12:46:24Z"}},
         "OLeaidS1JvxuMvnyHOwuJ+uX5qY="},
        {"", "accessKeySecret", {{"test", "ok"}}, "jHx/oHoHNrbVfhncHEvPdHXZwHU="},
        {"POST",
         "testsecret",
         {{"AccessKeyId", "testid"},
          {"Action", "DescribeSnapshots"},
          {"Version", "2020-09-30"},
          {"Format", "json"},
          {"RegionId", "cn-hangzhou"},
          {"DesktopId", "ecd-test0001"},
          {"MaxResults", "100"},
          {"SignatureMethod", "HMAC-SHA1"},
          {"SignatureVersion", "1.0"},
          {"SignatureNonce", "00000000000000000000000000000003"},
          {"Timestamp", "2026-01-02T03:04:05Z"}},
         "MQoCd30GXyTfelMhC1aPCfKaoq0="},
    };
    for (const Vector& v : vectors) {
        CAPTURE(v.signature);
        CHECK(signature_v2(v.secret, string_to_sign_v2(v.method, v.parameters)) == v.signature);
    }
}

TEST_CASE("reads what clients encode in other ways, and refuses broken encoding") {
    Parameters parameters;
    CHECK(read_query("a=1+2&b=%e6%95%b0&c&d=&&e=x%3Dy", parameters));
    CHECK(parameters == Parameters{{"a", "1 2"}, {"b", "数"}, {"c", ""}, {"d", ""}, {"e", "x=y"}});
    CHECK(canonical_query(parameters) == "a=1%202&b=%E6%95%B0&c=&d=&e=x%3Dy");
    CHECK_FALSE(read_query("a=%4", parameters));
    CHECK_FALSE(read_query("a=%zz", parameters));
}
