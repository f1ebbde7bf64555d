#include "cli/bundle/bundle_content.hpp"

#include "adapters/system/time_zones.hpp"
#include "adapters/yaml/config_file.hpp"
#include "adapters/yaml/settings_reader.hpp"
#include "cli/bundle/program_output.hpp"
#include "cli/check/check_report.hpp"
#include "cli/check/config_environment.hpp"
#include "cli/daemon_socket.hpp"
#include "cli/doctor/doctor_command.hpp"
#include "cli/version.hpp"

#include <fmt/format.h>

#include <fstream>
#include <set>
#include <sstream>

namespace ecdsnap::cli {
namespace {

constexpr core::Millis patience = std::chrono::seconds{20};
constexpr std::size_t most_files = 500;  // of a policies folder

std::string small_file(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string text(64UL * 1024, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    return text;
}

// Also where the configuration has problems: those files are wanted then most.
std::set<std::filesystem::path> configuration_files(const std::filesystem::path& main_file,
                                                    const adapters::ConfigResult& config) {
    std::set<std::filesystem::path> files{main_file};
    if (config) {
        files.insert(config->files.begin(), config->files.end());
        return files;
    }
    std::error_code ignored;
    const auto folder = main_file.parent_path() / "policies.d";
    for (const auto& each : std::filesystem::directory_iterator(folder, ignored))
        if (each.path().extension() == ".yaml" && files.size() < most_files) files.insert(each.path());
    return files;
}

// "/etc/ecdsnapd/policies.d/a.yaml" -> "config/etc/ecdsnapd/policies.d/a.yaml"
std::string name_in_archive(const std::filesystem::path& file) {
    return "config" + std::filesystem::absolute(file).lexically_normal().string();
}

void add_configuration(std::vector<ArchiveEntry>& entries, const BundleOrder& order, const Terminal& terminal) {
    const auto config = adapters::load_config(order.config, environment_without_secrets());
    for (const auto& file : configuration_files(order.config, config)) {
        const auto text = adapters::read_config_file(file);
        entries.push_back({name_in_archive(file), "configuration, without secrets",
                           text ? *text : core::describe(text.error()) + "\n"});
    }
    entries.push_back(
        {"check.txt", "what `ecdsnap check` says", check_text(config, checked_today(config, terminal.now()))});
}

void add_answer(std::vector<ArchiveEntry>& entries, const BundleOrder& order, ArchiveEntry entry,
                const std::string& target) {
    if (!order.socket) {
        entry.text = "the configuration does not tell the daemon's socket\n";
    } else {
        const auto answer = DaemonSocket(*order.socket, patience).get(target);
        entry.text = answer ? answer->body : core::describe(answer.error()) + "\n";
    }
    entries.push_back(std::move(entry));
}

std::string doctor_words(const BundleOrder& order, const Terminal& terminal) {
    if (!order.cloud) return "left out (--offline)\n";
    std::ostringstream page;
    Terminal paper{page, page, 0, false, terminal.pause, terminal.now, terminal.elapsed, nullptr, terminal.environment};
    const int code = doctor(order.config, DoctorOptions{}, paper, Output::text);
    return page.str() + fmt::format("exit code {}\n", code);
}

// No `systemctl cat` or `show` of all: environments stand there.
constexpr const char* unit_facts =
    "Id,LoadState,ActiveState,SubState,Result,UnitFileState,NRestarts,StatusText,ExecMainStatus,ExecMainCode,"
    "ActiveEnterTimestamp,InactiveEnterTimestamp,WatchdogUSec,WatchdogTimestamp,MemoryCurrent,MemoryPeak,CPUUsageNSec,"
    "TasksCurrent,LimitNOFILE,FragmentPath,DropInPaths";

void add_machine(std::vector<ArchiveEntry>& entries, const BundleOrder& order, const Terminal& terminal) {
    const auto ask = [&](std::vector<std::string> argv) {
        return program_output(std::move(argv), terminal.environment, patience);
    };
    entries.push_back({"machine/kernel.txt", "kernel", ask({"uname", "-srvmo"})});
    entries.push_back({"machine/os-release.txt", "distribution", small_file("/etc/os-release")});
    entries.push_back(
        {"machine/timezones.txt", "time zone database", fmt::format("tzdata {}\n", adapters::tzdata_version())});
    entries.push_back({"machine/memory.txt", "memory", small_file("/proc/meminfo")});
    entries.push_back({"machine/disks.txt", "free space", ask({"df", "-hT", "--exclude-type=overlay"})});
    entries.push_back({"machine/clock.txt", "clock", ask({"timedatectl", "show"})});
    entries.push_back(
        {"machine/unit.txt", "state of the unit", ask({"systemctl", "show", order.unit, "--property", unit_facts})});
    entries.push_back({"journal.txt", "the unit's last lines in the journal",
                       ask({"journalctl", "--no-pager", "--output", "short-iso", "--lines", std::to_string(order.lines),
                            "--unit", order.unit})});
}

}  // namespace

std::vector<ArchiveEntry> bundle_content(const BundleOrder& order, const Terminal& terminal) {
    std::vector<ArchiveEntry> entries;
    entries.push_back({"version.txt", "of this program", fmt::format("ecdsnap {}\n", program_version())});
    add_answer(entries, order, {"status.json", "what the daemon does", {}}, "/v1/status");
    add_answer(entries, order, {"history.json", "the newest outcomes", {}},
               fmt::format("/v1/history?limit={}", order.lines));
    add_answer(entries, order, {"history-not-done.json", "the newest failures", {}},
               fmt::format("/v1/history?limit={}&outcome=failed", order.lines));
    add_configuration(entries, order, terminal);
    entries.push_back({"doctor.txt", "what `ecdsnap doctor` says", doctor_words(order, terminal)});
    add_machine(entries, order, terminal);
    return entries;
}

}  // namespace ecdsnap::cli
