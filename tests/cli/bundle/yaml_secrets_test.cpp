#include "cli/bundle/yaml_secrets.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ecdsnap;

namespace {

using Values = std::vector<std::string>;

}  // namespace

TEST_CASE("secrets of YAML: a value goes however it is written, and the lines stay as many") {
    struct Row {
        const char* name;
        const char* text;
        const char* left;
    };
    const Row rows[] = {
        {"commas", "process: /opt/getkey --scope read,write --pin hunter2\nnext: 1\n",
         "process: \"[removed]\"\nnext: 1\n"},
        {"a folded block", "a:\n  process: >-\n    /opt/getkey\n\n    --pin hunter2\n\n  next: 1\n",
         "a:\n  process: \"[removed]\"\n\n\n\n\n  next: 1\n"},
        {"a literal block in a list", "- process: |\n    hunter2\n  next: 1\n",
         "- process: \"[removed]\"\n\n  next: 1\n"},
        {"a block at the end, without a line end", "process: |\n  hunter2", "process: \"[removed]\"\n"},
        {"on the next line", "process:\n  /opt/getkey hunter2\nnext: 1\n", "process:\n  \"[removed]\"\nnext: 1\n"},
        {"a plain one that goes on", "process: /opt/getkey\n  --pin\n\n  hunter2\nnext: 1\n",
         "process: \"[removed]\"\n\n\n\nnext: 1\n"},
        {"a plain one that goes on in a mapping", "a: {process: get\n  hunter2, next: 1}\n",
         "a: {process: \"[removed]\"\n, next: 1}\n"},
        {"a key in single quotes", "'password': hunter2\n", "'password': \"[removed]\"\n"},
        {"a key in double quotes with escapes", "\"pass\\x77ord\": hunter2\n", "\"pass\\x77ord\": \"[removed]\"\n"},
        {"double quotes over lines", "password: \"a \\\"\n  hunter2\"\nnext: 1\n",
         "password: \"[removed]\"\n\nnext: 1\n"},
        {"single quotes over lines", "password: 'it''s\n  hunter2'\nnext: 1\n", "password: \"[removed]\"\n\nnext: 1\n"},
        {"behind letters of several bytes", "{é: ü, password: hünter2, next: 1}\n",
         "{é: ü, password: \"[removed]\", next: 1}\n"},
        {"behind a byte order mark", "\xef\xbb\xbfpassword: hunter2\n", "\xef\xbb\xbfpassword: \"[removed]\"\n"},
        {"lists and mappings below", "token:\n- hunter2\n- {a: sesame}\nnext: [x]\n",
         "token:\n- \"[removed]\"\n- {a: \"[removed]\"}\nnext: [x]\n"},
        {"a block in a list below", "token:\n- |\n hunter2\nnext: 1\n", "token:\n- \"[removed]\"\n\nnext: 1\n"},
        {"before a mistake", "process: >-\n  hunter2\na: [\n", "process: \"[removed]\"\n\na: [\n"},
        {"nothing", "password:\npassword_file: a\nuser: ~\n", "password:\npassword_file: a\nuser: ~\n"},
        {"a file without text", "", ""},
    };
    for (const auto& row : rows) {
        INFO(row.name);
        CHECK(cli::without_secret_values(row.text) == row.left);
    }
}

TEST_CASE("secrets of YAML: values to be looked for elsewhere") {
    CHECK(cli::secret_values("a: {password: hunter2}\nuser: root\nselect: {tags: {token: yes}}\n") ==
          Values{"hunter2"});
    CHECK(cli::secret_values("process: >-\n  get --pin hunter2\n  --token=sesame read,write KEY=open\n") ==
          Values{"get --pin hunter2 --token=sesame read,write KEY=open", "hunter2", "sesame", "open"});
    CHECK(cli::secret_values("proxy: http://user:p%40ss@host:1/x\n") == Values{"p%40ss", "p@ss"});
    CHECK(cli::secret_values("proxy: http://user@host/a:b@c\nendpoint: https://host\n").empty());
}
