#include "adapters/credentials/rpc_signature.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;
using namespace ecdsnap::adapters;

namespace {

const core::Secret testsecret("testsecret");

}  // namespace

TEST_CASE("V2: the vectors of the documentation") {
    CHECK(v2_signature("GET",
                       {{"AccessKeyId", "testid"},
                        {"Action", "DescribeDedicatedHosts"},
                        {"Format", "JSON"},
                        {"RegionId", "cn-beijing"},
                        {"SignatureMethod", "HMAC-SHA1"},
                        {"SignatureNonce", "edb2b34af0af9a6d14deaf7c1a5315eb"},
                        {"SignatureVersion", "1.0"},
                        {"Timestamp", "2023-03-13T08:34:30Z"},
                        {"Version", "2014-05-26"}},
                       testsecret) == "9NaGiOspFP5UPcwX8Iwt2YJXXuk=");
    CHECK(v2_signature("GET",
                       {{"AccessKeyId", "testid"},
                        {"Action", "DescribeRegions"},
                        {"Format", "XML"},
                        {"SignatureMethod", "HMAC-SHA1"},
                        {"SignatureNonce", "3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"},
                        {"SignatureVersion", "1.0"},
                        {"Timestamp", "2016-02-23T12:46:24Z"},
                        {"Version", "2014-05-26"}},
                       testsecret) == "OLeaidS1JvxuMvnyHOwuJ+uX5qY=");
}

TEST_CASE("V2: the vector of the SDK's own test") {
    CHECK(v2_signature("", {{"test", "ok"}}, core::Secret("accessKeySecret")) == "jHx/oHoHNrbVfhncHEvPdHXZwHU=");
}

TEST_CASE("V2: a POST") {
    CHECK(v2_signature("POST",
                       {{"AccessKeyId", "testid"},
                        {"Action", "DescribeSnapshots"},
                        {"DesktopId", "ecd-test0001"},
                        {"Format", "json"},
                        {"MaxResults", "100"},
                        {"RegionId", "cn-hangzhou"},
                        {"SignatureMethod", "HMAC-SHA1"},
                        {"SignatureNonce", "00000000000000000000000000000003"},
                        {"SignatureVersion", "1.0"},
                        {"Timestamp", "2026-01-02T03:04:05Z"},
                        {"Version", "2020-09-30"}},
                       testsecret) == "MQoCd30GXyTfelMhC1aPCfKaoq0=");
}
