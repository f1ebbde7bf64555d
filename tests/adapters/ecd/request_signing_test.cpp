// Vectors: "V3 request structure and signature" and "RPC mechanism" (Alibaba's SDK documentation), the unit tests of
// darabonba-openapi, and some of our own, made with a signer that reproduces all of those.
#include "adapters/ecd/request_signing.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;
using namespace ecdsnap::adapters;
using core::canonical_query;
using core::percent_encode;

namespace {

SignedRequest ecd_request(const std::string& action, const std::string& nonce) {
    SignedRequest request;
    request.method = "POST";
    request.headers = {{"host", "ecd.cn-hangzhou.aliyuncs.com"}, {"x-acs-action", action},
                       {"x-acs-version", "2020-09-30"},          {"x-acs-date", "2026-01-02T03:04:05Z"},
                       {"x-acs-signature-nonce", nonce},         {"x-acs-content-sha256", sha256_hex("")}};
    request.payload_hash = sha256_hex("");
    return request;
}

SignedRequest delete_eleven_snapshots() {
    SignedRequest request = ecd_request("DeleteSnapshot", "00000000000000000000000000000002");
    NameValues query{{"RegionId", "cn-hangzhou"}};
    for (int i = 1; i <= 11; ++i)
        query.emplace_back("SnapshotId." + std::to_string(i), "s-" + std::to_string(i));
    request.query = canonical_query(query);
    request.headers.emplace_back("x-acs-security-token", "tok/en==");
    return request;
}

const core::Secret testsecret{"testsecret"};

}  // namespace

TEST_CASE("percent encoding leaves only the unreserved characters") {
    CHECK(percent_encode("azAZ09-_.~") == "azAZ09-_.~");
    CHECK(percent_encode("a b+c*~/数据") == "a%20b%2Bc%2A~%2F%E6%95%B0%E6%8D%AE");
    CHECK(percent_encode(std::string_view("\0%&=", 4)) == "%00%25%26%3D");
}

TEST_CASE("a query is sorted by name in byte order; an empty value keeps its sign") {
    CHECK(canonical_query({{"X.2", "c"}, {"X.1", "a"}, {"X.10", "b"}, {"A", ""}}) == "A=&X.1=a&X.10=b&X.2=c");
    CHECK(canonical_query({}).empty());
}

TEST_CASE("V3: the vector of the documentation") {
    SignedRequest request;
    request.method = "POST";
    request.query = canonical_query(
        {{"RegionId", "cn-shanghai"}, {"ImageId", "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"}});
    request.payload_hash = sha256_hex("");
    request.headers = {{"x-acs-version", "2014-05-26"},
                       {"x-acs-date", "2023-10-26T10:22:32Z"},
                       {"x-acs-signature-nonce", "3156853299f313e23d1673dc12e1703d"},
                       {"x-acs-action", "RunInstances"},
                       {"x-acs-content-sha256", request.payload_hash},
                       {"host", "ecs.cn-shanghai.aliyuncs.com"}};
    CHECK(request.payload_hash == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_hex(canonical_request(request)) == "7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259");
    const std::string signature = v3_signature(request, core::Secret("YourAccessKeySecret"));
    CHECK(signature == "06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
    CHECK(v3_authorization(request, "YourAccessKeyId", signature) ==
          "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
          "x-acs-date;x-acs-signature-nonce;x-acs-version,"
          "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
}

TEST_CASE("V3: the vector of the SDK's own test") {
    SignedRequest request;
    request.query = canonical_query({{"test", "ok"}, {"empty", ""}});
    request.headers = {{"x-acs-test", "http,https"}};
    request.payload_hash = "55e12e91650d2fec56ec74e1d3e4ddbfce2ef3a65890c2a19ecf88a307e76a23";
    CHECK(v3_signature(request, core::Secret("secret")) ==
          "4ab59fffe3c5738ff8a2729f90cc04fe18b02a4b15b2102cbaf92f9ff3df2ea3");
}

TEST_CASE("V3: a description with every kind of character") {
    SignedRequest request = ecd_request("CreateSnapshot", "00000000000000000000000000000001");
    request.query = canonical_query({{"RegionId", "cn-hangzhou"},
                                     {"DesktopId", "ecd-test0001"},
                                     {"SnapshotName", "nightly-20260102"},
                                     {"SourceDiskType", "system"},
                                     {"Description", "a b+c*~/数据"}});
    CHECK(sha256_hex(canonical_request(request)) == "a3d25079a5977e23d5a0d264b6de4b945d517cd349f0d0efeddf8b569750d231");
    CHECK(v3_signature(request, testsecret) == "b56060e126236d5d99b1af6e40c314987822b11bad45e3aa9bbab3557c3d17be");
}

TEST_CASE("V3: a list and a security token") {
    const SignedRequest request = delete_eleven_snapshots();
    CHECK(sha256_hex(canonical_request(request)) == "a68b12f59e801a8a9fe2925d4a1fe4275b659c03cf878e8cbe2e811e05521d99");
    CHECK(v3_signature(request, testsecret) == "27878810935383acfe019deded58a6362c14f64e4b9595db1b5ab3f091026c0d");
}

TEST_CASE("V3: a security token with the key's id beside it, as the SDKs send it") {
    SignedRequest request = delete_eleven_snapshots();
    request.headers.emplace_back("x-acs-accesskey-id", "testid");
    CHECK(sha256_hex(canonical_request(request)) == "a5d821782927113b2e838fce6088ea0bb1e6962358af10239256eb28d4f5037d");
    CHECK(v3_signature(request, testsecret) == "ed085842645a1acca67e52c8af3d07fce6a9422e872fb63ec7e43e7fe56faa8a");
}

TEST_CASE("V3: header values are trimmed, and every part changes the signature") {
    SignedRequest request = ecd_request("CreateSnapshot", "1");
    const std::string before = v3_signature(request, testsecret);
    request.headers[0].second = "  ecd.cn-hangzhou.aliyuncs.com\t";
    CHECK(v3_signature(request, testsecret) == before);
    request.query = "a=b";
    CHECK(v3_signature(request, testsecret) != before);
    CHECK(v3_signature(ecd_request("CreateSnapshot", "2"), testsecret) != before);
    CHECK(v3_signature(ecd_request("CreateSnapshot", "1"), core::Secret("testsecreT")) != before);
}
