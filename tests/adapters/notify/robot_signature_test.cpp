// Expected signatures are those of openssl's command line and Python's hmac, which share no code with ours:
//   printf '1700000000000\nSECtest' | openssl dgst -sha256 -hmac SECtest -binary | base64
#include "adapters/notify/robot_signature.hpp"

#include <doctest/doctest.h>

using namespace ecdsnap;

TEST_CASE("DingTalk: HMAC by the secret over time and secret") {
    CHECK(adapters::dingtalk_signature(1700000000000, core::Secret("SECtest")) ==
          "aZLLrriXgn05YbwaGR7knYsLeJADjr9NwLaNNKpxh4g=");
}

TEST_CASE("Feishu: HMAC by time and secret over nothing") {
    CHECK(adapters::feishu_signature(1599360473, core::Secret("demo")) ==
          "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=");
}
