#include "cli/bundle/bundle_command.hpp"

#include "cli/bundle/bundle_content.hpp"
#include "cli/bundle/known_secrets.hpp"
#include "cli/bundle/scrubbed_text.hpp"
#include "cli/bundle/yaml_secrets.hpp"
#include "cli/socket_path.hpp"
#include "cli/tables/exit_code.hpp"
#include "cli/tables/table.hpp"
#include "cli/written_file.hpp"
#include "core/service_unit.hpp"
#include "core/text/printable.hpp"
#include "core/text/utc_text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ecdsnap::cli {
namespace {

// "ecdsnap-bundle-20261130T134500Z"
std::string folder_name(core::WallTime now) {
    std::string time = core::utc_text(now).substr(0, 19);
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    return "ecdsnap-bundle-" + time + "Z";
}

bool is_configuration(const ArchiveEntry& entry) {
    return entry.name.starts_with("config/");
}

// Values are known from everywhere before anything is scrubbed: what one file calls a password may stand in the
// journal.
void scrub(std::vector<ArchiveEntry>& entries, const BundleOrder& order, const core::Environment& environment) {
    Scrubber scrubber;
    for (const std::string& secret : known_secrets({order.config, order.unit}, environment))
        scrubber.add_secret(secret);
    for (ArchiveEntry& each : entries) {
        if (!is_configuration(each)) continue;
        for (const std::string& secret : secret_values(each.text))
            scrubber.add_secret(secret);
        each.text = without_secret_values(each.text);
    }
    for (ArchiveEntry& each : entries)
        each.text = scrubber.scrubbed(each.text);
}

std::string list_text(const std::string& file, const std::vector<ArchiveEntry>& entries, std::size_t width) {
    Table table({{"BYTES", Align::right}, {"IN THE ARCHIVE"}, {"WHAT"}});
    for (const ArchiveEntry& each : entries)
        table.add({std::to_string(each.text.size()), each.name, each.about});
    return table.text(width) + "\n" + core::printable(file) +
           " is written. Keys, passwords and tokens are taken out; names of desktops, policies and hosts are in it.\n"
           "Look into it before you send it: tar -tzf and tar -xzOf show everything.\n";
}

std::string list_json(const std::string& file, const std::vector<ArchiveEntry>& entries) {
    nlohmann::ordered_json out;
    out["file"] = file;
    out["entries"] = nlohmann::ordered_json::array();
    for (const ArchiveEntry& each : entries)
        out["entries"].push_back({{"name", each.name}, {"bytes", each.text.size()}, {"about", each.about}});
    return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

std::optional<std::filesystem::path> socket_for(const std::string& typed, const std::filesystem::path& main_file) {
    if (!typed.empty()) return typed;
    const auto found = socket_path_from(main_file);
    return found ? std::optional(*found) : std::nullopt;
}

}  // namespace

void add_bundle(CLI::App& app, BundleOptions& options) {
    auto* command = app.add_subcommand(
        "bundle",
        "Writes an archive for whoever helps, without secrets: status, history, configuration, doctor, journal");
    command->add_option("file", options.file, "where to (tar.gz); else a new file in the working directory")
        ->type_name("FILE");
    command
        ->add_option("--unit", options.unit, "whose journal and state; without it the unit that has this configuration")
        ->type_name("UNIT");
    command->add_option("--lines", options.lines, "so many lines of the journal and of the history")
        ->type_name("N")
        ->check(CLI::Range(1, 50'000))
        ->capture_default_str();
    command->add_flag("--offline", options.offline, "without `ecdsnap doctor`, which asks the cloud");
    command->footer(
        "Whatever cannot be had is left out, and the archive says why. A file that is there already stays as it is.\n"
        "Exit codes: 0 the archive is written, 1 it cannot be, 2 command line, or the file is there already.\n"
        "Examples:\n  sudo ecdsnap bundle\n  sudo ecdsnap bundle /tmp/for-support.tar.gz --lines 10000\n"
        "  ecdsnap bundle --offline --json | jq -r '.entries[].name'");
}

int bundle(const std::filesystem::path& main_file, const std::string& socket, const BundleOptions& options,
           Terminal& terminal, Output output) {
    const core::WallTime now = terminal.now();
    const std::string folder = folder_name(now);
    const std::string file = options.file.empty() ? folder + ".tar.gz" : options.file;
    if (std::filesystem::exists(file)) {
        terminal.err << "ecdsnap: " << core::printable(file) << ": there is a file already; it was left alone\n";
        return exit_usage;
    }
    const auto control = socket_for(socket, main_file);
    const std::string unit = options.unit.empty() ? core::unit_of(std::filesystem::absolute(main_file),
                                                                  control.value_or(std::filesystem::path{}))
                                                  : options.unit;
    const BundleOrder order{main_file, control, unit, options.lines, !options.offline};
    auto entries = bundle_content(order, terminal);
    scrub(entries, order, terminal.environment);
    if (const auto problem = replace_private_file(file, tar_gz_of(entries, folder, now))) {
        terminal.err << "ecdsnap: " << core::printable(file) << ": " << *problem << '\n';
        return exit_not_good;
    }
    terminal.out << (output == Output::json ? list_json(file, entries) : list_text(file, entries, terminal.width));
    return exit_good;
}

}  // namespace ecdsnap::cli
