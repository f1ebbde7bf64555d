// The options of a program as data. Manual pages and the tests of documents are made from what the parser itself knows.
#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace ecdsnap::cli {

// Typed alone it prints the table of the program; not shown in --help.
inline constexpr std::string_view option_table_flag = "--option-table";

// {"name", "description", "footer", "options": [{"names", "positional", "value", "allowed", "choices", "default",
// "required", "repeated", "optional_value", "description"}], "commands": [the same]}; hidden ones are left out.
std::string option_table_json(const CLI::App& program);

}  // namespace ecdsnap::cli
