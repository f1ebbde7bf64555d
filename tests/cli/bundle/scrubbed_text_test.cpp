#include "cli/bundle/scrubbed_text.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace ecdsnap;

namespace {

std::string scrubbed(const std::string& text) {
    cli::Scrubber scrubber;
    scrubber.add_secret("known: \"secret\"");
    scrubber.add_secret("a/b+c");
    scrubber.add_secret("abc");  // too short to be looked for
    return scrubber.scrubbed(text);
}

}  // namespace

TEST_CASE("scrubbed text: what gives access goes") {
    struct Row {
        const char* name;
        const char* text;
        const char* left;
    };
    const Row rows[] = {
        {"a user and password in an address", "via http://user:p%40ss@proxy:3128/", "via http://[removed]@proxy:3128/"},
        {"an @ in the password", "http://user:p@ss@proxy", "http://[removed]@proxy"},
        {"a user alone", "proxy: https://user@proxy:1", "proxy: https://[removed]@proxy:1"},
        {"a plain value of YAML with blanks", "password: four words, and a comma", "password: \"[removed]\""},
        {"a quoted value in a mapping", "{user: x, password: 'it''s', url: y}",
         "{user: \"[removed]\", password: \"[removed]\", url: y}"},
        {"JSON", R"({"secret": "a\"b", "event": "kept"})", R"({"secret": "[removed]", "event": "kept"})"},
        {"an assignment", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=xyz next", "ALIBABA_CLOUD_ACCESS_KEY_SECRET=[removed] next"},
        {"a query", "GET https://x/robot?access_token=12&sign=ab end", "GET https://x/robot?[removed] end"},
        {"a web hook", "https://hooks.slack.com/services/T0/B0/cc", "https://hooks.slack.com/services/[removed]"},
        {"a heartbeat", "https://hc-ping.com/1f0e5b0a", "https://hc-ping.com/[removed]"},
        {"an address like chance", "https://x.example/hook/a1b2c3d4e5f6a7b8c9d0/end",
         "https://x.example/hook/[removed]/end"},
        {"basic authentication", "Proxy-Authorization: x\nBasic dXNlcjpwYXNz",
         "Proxy-Authorization: \"[removed]\"\nBasic [removed]"},
        {"a key's id", "account main: LTAI5tAbCdEfGh", "account main: LTAI[removed]"},
        {"a temporary key's id", "key STS.NTabcdef of", "key STS.[removed] of"},
        {"a key by itself", "Zx81SpectrumQlMicrodrive30chrs", "[removed]"},
        {"a token by itself", "x eyJhbGciOi.eyJzdWIi.c2ln y", "x [removed] y"},
        {"what is known, as text, JSON and part of an address",
         "known: \"secret\" a%2Fb%2Bc a/b+c known: \\\"secret\\\"", "[removed] [removed] [removed] [removed]"},
        {"a program's arguments", "      process: get-key --pin 1234", "      process: \"[removed]\""},
        {"an external id", "external_id: company-7", "external_id: \"[removed]\""},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        CHECK(scrubbed(row.text) == row.left);
    }
}

TEST_CASE("scrubbed text: values of several lines and PEM blocks go as a whole") {
    CHECK(scrubbed("  password: |\n    one\n\n    two\n  next: 1\n") ==
          "  password: |\n    [removed]\n\n    [removed]\n  next: 1\n");
    CHECK(scrubbed("a\n-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----\nb") == "a\n[removed]\nb");
    CHECK(scrubbed("-----BEGIN PRIVATE KEY-----\nMIIE") == "");
}

TEST_CASE("scrubbed text: what helps stays") {
    for (
        const std::string text : {
            "accounts:\n  - name: main\n    credentials: default\n    regions: [cn-hangzhou]\n",
            "proxy: {url: \"http://proxy:1\", password_file: /etc/ecdsnapd/proxy.password}\n",
            "role_arn: acs:ram::1234567890123456:role/ecdsnapd\n",
            R"({"snapshot_name":"nightly-ecd-3isahgeg00009-20261130-2107-system-cwct27","snapshot_id":"s-epc15s9uuc38iscbe7cd"})",
            R"({"key_id":null,"source":"environment","slot":"2026-11-24T18:00:00Z"})",
            "request id 0A8C9DB1-4E54-5F5A-8E5D-9A2E5C2F8F11: Throttling.User\n",
            "select: {end_user: [alice]}\n",
            "/etc/ecdsnapd/policies.d/nightly.yaml:3:1: unknown key\n",
            "",
            "\n\n",
        })
        CHECK(scrubbed(text) == text);
}

TEST_CASE("names of secrets: variables and keys") {
    for (const char* name : {"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "password", "SOME_TOKEN", "api-key", "AccessKeyId"})
        CHECK(cli::names_secret(name));
    for (const char* name : {"password_file", "HOME", "PATH", "credentials", "token_count"})
        CHECK(!cli::names_secret(name));
}
