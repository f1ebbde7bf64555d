#include "adapters/control/metrics/metrics_access.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ecdsnap;

namespace {
const std::vector<std::string> names{"backup.example.com"};
}

TEST_CASE("addresses, localhost and names of the list are ours, with and without a port") {
    for (const char* host : {"127.0.0.1:9797", "127.0.0.1", "10.1.2.3:9797", "[::1]:9797", "[::1]", "[fd00::1]",
                             "localhost", "LOCALHOST:80", "backup.example.com:9797", "Backup.Example.com"}) {
        CAPTURE(host);
        CHECK(adapters::is_own_host(host, names));
    }
}

TEST_CASE("every other name is foreign: a page of the web may have pointed it here") {
    for (const char* host :
         {"", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "backup.example.co",
          "127.0.0.1:9797.evil.example", "[::1].evil.example", "[evil]", "[::1", "::1", "127.1", "0x7f000001",
          "2130706433", "localhost:99999999", "localhost:x", "a@127.0.0.1"}) {
        CAPTURE(host);
        CHECK_FALSE(adapters::is_own_host(host, names));
    }
}

TEST_CASE("basic authentication takes its user's password and nothing else") {
    const adapters::BasicAuthentication guard("prometheus", core::Secret("se:cret é"));
    CHECK(guard.asks());
    CHECK(guard.lets_in("Basic cHJvbWV0aGV1czpzZTpjcmV0IMOp"));
    CHECK(guard.lets_in("basic cHJvbWV0aGV1czpzZTpjcmV0IMOp"));
    for (const char* header : {"", "Basic ", "Basic", "Bearer cHJvbWV0aGV1czpzZTpjcmV0IMOp", "Basic cHJvbWV0aGV1czo=",
                               "Basic cHJvbWV0aGV1czpzZTpjcmV0IMOpx", "Basic  cHJvbWV0aGV1czpzZTpjcmV0IMOp"}) {
        CAPTURE(header);
        CHECK_FALSE(guard.lets_in(header));
    }
    CHECK_FALSE(adapters::BasicAuthentication().asks());
    CHECK(adapters::BasicAuthentication().lets_in(""));
}
