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
        {"commas in a command line", "process: /opt/getkey --scope read,write --pin hunter2", "process: \"[removed]\""},
        {"a command line in a list", "  - process: a,b --pin hunter2", "  - process: \"[removed]\""},
        {"a command line in a mapping", "{process: /opt/a read,write --pin hunter2, x: y}",
         "{process: \"[removed]\", x: y}"},
        {"a key in single quotes", "'password': hunter2", "'password': \"[removed]\""},
        {"the same in a mapping", "{'password': hunter2, 'x': y}", "{'password': \"[removed]\", 'x': y}"},
        {"behind a closed quote", "password: \"a\" hunter2", "password: \"[removed]\""},
        {"a comment beside it", "password: 'a'  # once hunter2", "password: \"[removed]\""},
        {"a line of JSON", "  \"password\": \"hunter2\",", "  \"password\": \"[removed]\","},
        {"a list", "password: [hunter2, other]", "password: \"[removed]\""},
        {"an option", "ran getkey --password hunter2 --scope x", "ran getkey --password [removed] --scope x"},
        {"an option called pin", "getkey --pin hunter2", "getkey --pin [removed]"},
        {"an option with =", "getkey --user-pin=hunter2 -x", "getkey --user-pin=[removed] -x"},
        {"an option with a quoted value", "getkey --token \"hunter 2\" -x", "getkey --token [removed] -x"},
        {"options in a list", R"(["getkey","--pin","hunter2","-x"])", R"(["getkey","--pin",[removed],"-x"])"},
        {"an option inside JSON", R"({"m":"getkey --pin \"hunter 2\" -x"})", R"({"m":"getkey --pin [removed] -x"})"},
        {"JSON inside JSON", R"({"m":"{\"password\":\"x\",\"a\":\"b\"}"})",
         R"({"m":"{\"password\":\"[removed]\",\"a\":\"b\"}"})"},
        {"with a quote and a backslash in it", R"(password\":\"x\\\"hunter2\\\\\",\"a\":1)",
         R"(password\":\"[removed]\",\"a\":1)"},
        {"a number in it", R"("{\"pin\": 1234, \"a\": 1}")", R"("{\"pin\": \"[removed]\", \"a\": 1}")"},
        {"JSON inside JSON inside JSON", R"("{\\\"password\\\":\\\"x\\\"}")", R"("{\\\"password\\\":[removed]}")"},
        {"a command line in a comment", "  # process: get hunter2", "  # process: \"[removed]\""},
        {"a quoted word behind the name", "getkey: wrong password 'hunter2' given",
         "getkey: wrong password [removed] given"},
        {"a comma in an assignment", "DB_PASS=hun,ter2 next", "DB_PASS=[removed] next"},
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

TEST_CASE("scrubbed text: a value goes on below its key in a file that is no YAML") {
    struct Row {
        const char* name;
        const char* text;
        const char* left;
    };
    const Row rows[] = {
        {"a folded command line", "process: >-\n  /opt/getkey\n  --pin hunter2\nnext: 1\n",
         "process: >-\n  [removed]\n  [removed]\nnext: 1\n"},
        {"a literal one", "  process: |2-\n    hunter2\n  next: 1\n", "  process: |2-\n    [removed]\n  next: 1\n"},
        {"on the next line", "process:\n  /opt/getkey hunter2\n", "process:\n  [removed]\n"},
        {"a plain one that goes on", "process: /opt/getkey\n  --pin\n  hunter2\nnext: 1\n",
         "process: \"[removed]\"\n  [removed]\n  [removed]\nnext: 1\n"},
        {"in double quotes", "password: \"a\n  hunter2\"\nnext: 1\n",
         "password: \"[removed]\"\n  [removed]\nnext: 1\n"},
        {"in double quotes in a mapping", "a: {password: \"b\n  hunter2\"}\nnext: 1\n",
         "a: {password: \"[removed]\"\n  [removed]\nnext: 1\n"},
        {"in a list, and its neighbour stays", "- password: |\n    hunter2\n  next: 1\n",
         "- password: |\n    [removed]\n  next: 1\n"},
        {"on the next line in a mapping", "a: {process:\n  hunter2, x: y}\nnext: 1\n",
         "a: {process:\"[removed]\"\n  [removed]\nnext: 1\n"},
        {"in quotes in a list, as deep as its key, up to the quote", "- process: 'get\n\n  hunter2'\n  next: 1\n",
         "- process: \"[removed]\"\n\n  [removed]\n  next: 1\n"},
        {"in a comment", "# process: >-\n#   hunter2\n# next: 1\nlast: 1\n",
         "# process: >-\n#   [removed]\n# next: 1\nlast: 1\n"},
        {"a comment behind it stays", "process: hunter2\n# next\n", "process: \"[removed]\"\n# next\n"},
        {"a list as deep as its key", "password:\n- hunter2\nnext: 1\n", "password:\n[removed]\nnext: 1\n"},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        CHECK(scrubbed(row.text) == row.left);
    }
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
            "check --config /etc/ecdsnapd/ecdsnapd.yaml --json\n",
            "the process: a run of 3 s\n",
            "spin: 1, mapping: 2, bypass: 3\n",
            "/etc/ecdsnapd/policies.d/nightly.yaml:3:1: unknown key\n",
            "",
            "\n\n",
        })
        CHECK(scrubbed(text) == text);
}

TEST_CASE("scrubbed text: of a secret of several lines each line is known") {
    cli::Scrubber scrubber;
    scrubber.add_secret("hunter2\r\n  sesame\nabc\n\n");
    scrubber.add_secret("hunter2-long");
    CHECK(scrubber.scrubbed("hunter2 hunter2-long sesame abc") == "[removed] [removed] [removed] abc");
}

TEST_CASE("names of secrets: variables and keys") {
    for (const char* name : {"ALIBABA_CLOUD_ACCESS_KEY_SECRET", "password", "SOME_TOKEN", "api-key", "AccessKeyId"})
        CHECK(cli::names_secret(name));
    for (const char* name : {"password_file", "HOME", "PATH", "credentials", "token_count"})
        CHECK(!cli::names_secret(name));
    for (const char* name : {"--pin", "-key", "--user-pin", "--password", "DB_PASS"})
        CHECK(cli::names_secret_option(name));
    for (const char* name : {"--pins", "--spin", "--config", "--password-file", "-x"})
        CHECK(!cli::names_secret_option(name));
}
