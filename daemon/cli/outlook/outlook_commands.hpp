// The commands that look at the fleet and ahead, on the command line: inventory, plan, explain and diff.
#pragma once

#include "cli/diff/diff_command.hpp"
#include "cli/explain/explain_command.hpp"
#include "cli/plan/plan_options.hpp"
#include "cli/terminal.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace CLI {
class App;
}

namespace ecdsnap::cli {

// What was typed after them.
struct OutlookOptions {
    std::string save;  // of inventory
    PlanOptions plan;
    ExplainOptions explain;
    DiffOptions diff;
};

// `options` outlives the parsing.
void add_outlook_commands(CLI::App& app, OutlookOptions& options);

// The exit code; nullopt: `command` is none of these.
std::optional<int> perform_outlook_command(const std::string& command, const std::filesystem::path& main_file,
                                           const OutlookOptions& options, Terminal& terminal, Output output);

// What --inventory takes, in every command that has it.
inline constexpr const char* inventory_words =
    "FILE, or REGION=FILE, of `ecdsnap inventory --save`, or with what `aliyun ecd DescribeDesktops` prints, one page "
    "or "
    "many; may be given several times";

}  // namespace ecdsnap::cli
