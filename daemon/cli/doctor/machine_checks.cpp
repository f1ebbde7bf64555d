#include "cli/doctor/machine_checks.hpp"

#include "adapters/system/clock_sync.hpp"
#include "cli/daemon_answers.hpp"
#include "cli/daemon_socket.hpp"
#include "cli/doctor/disk_room.hpp"

#include <fmt/format.h>

#include <optional>
#include <unistd.h>
#include <utility>

namespace ecdsnap::cli {
namespace {

constexpr core::Millis socket_patience = std::chrono::seconds{5};

Finding finding(const char* what, Verdict verdict, std::string said, std::string remedy = {}) {
    return {"machine", what, verdict, std::move(said), std::move(remedy)};
}

Finding check_configuration(const std::filesystem::path& main_file, const adapters::LoadedConfig& config) {
    std::string said = fmt::format("{}: {} account{}, {} polic{}", main_file.string(), config.settings.accounts.size(),
                                   config.settings.accounts.size() == 1 ? "" : "s", config.policies.size(),
                                   config.policies.size() == 1 ? "y" : "ies");
    if (config.warnings.empty()) return finding("configuration", Verdict::ok, std::move(said));
    return finding("configuration", Verdict::warning, fmt::format("{}; {}", said, adapters::text(config.warnings[0])),
                   "`ecdsnap check` lists all warnings");
}

Finding check_synchronisation() {
    switch (adapters::clock_sync()) {
        case adapters::ClockSync::synchronised:
            return finding("clock", Verdict::ok, "the kernel says that it is synchronised");
        case adapters::ClockSync::free_running:
            return finding("clock", Verdict::warning, "the kernel says that nobody keeps it right",
                           "turn time synchronisation on: `timedatectl set-ntp true`, or chrony");
        case adapters::ClockSync::unknown: break;
    }
    return finding("clock", Verdict::unknown, "the kernel does not tell whether it is synchronised");
}

std::optional<ports::Status> status_of_daemon(const core::Settings& settings, Findings& findings) {
    const std::string socket = settings.control_socket.string();
    const auto answer = DaemonSocket(settings.control_socket, socket_patience).get("/v1/status");
    if (!answer && answer.error().code == daemon_silent) {
        findings.push_back(
            finding("daemon", Verdict::problem,
                    fmt::format("it hangs: it holds {} and has not answered for {} s", socket,
                                socket_patience / std::chrono::seconds{1}),
                    "systemd's watchdog ends and restarts it within about a minute; elsewhere restart it: "
                    "nothing is made twice. `journalctl -u ecdsnapd -g ECDS-1012` says what hung"));
        return std::nullopt;
    }
    if (!answer) {
        findings.push_back(finding("daemon", Verdict::warning, "it is not reached: " + answer.error().message,
                                   "if it should run: `systemctl status ecdsnapd`, `journalctl -u ecdsnapd`"));
        return std::nullopt;
    }
    const auto status = status_from(answer->body);
    if (answer->status != 200 || !status) {
        findings.push_back(finding("daemon", Verdict::problem, socket + " is answered, but not by ecdsnapd",
                                   "see which program listens there"));
        return std::nullopt;
    }
    if (status->ready)
        findings.push_back(finding("daemon", Verdict::ok, fmt::format("ecdsnapd {} is ready", status->version)));
    else
        findings.push_back(finding(
            "daemon", Verdict::warning,
            "it runs and is not ready: " + (status->not_ready_because.empty() ? std::string("no reason is given")
                                                                              : status->not_ready_because.front()),
            "`ecdsnap status` says more"));
    return *status;
}

// By this user's rights, which may not be the daemon's.
Finding check_ledger_place(const std::filesystem::path& ledger) {
    const std::filesystem::path folder = ledger.parent_path();
    std::error_code error;
    if (!std::filesystem::is_directory(folder, error))
        return finding("ledger", Verdict::problem, folder.string() + " is not a folder",
                       "make it, or change `ledger`; the unit's StateDirectory= makes /var/lib/ecdsnapd");
    const bool there = std::filesystem::exists(ledger, error);
    if (::access((there ? ledger : folder).c_str(), R_OK | W_OK) == 0 && ::access(folder.c_str(), W_OK) == 0)
        return finding("ledger", Verdict::ok, ledger.string() + " can be written");
    return finding("ledger", Verdict::warning, ledger.string() + " cannot be written by this user",
                   "look at the folder's owner and rights; the unit's StateDirectory= sets them right at a start");
}

Finding check_ledger(const core::Settings& settings, const std::optional<ports::Status>& status) {
    if (!status) return check_ledger_place(settings.ledger);
    if (status->ledger_writable) return finding("ledger", Verdict::ok, "the daemon can write it");
    return finding("ledger", Verdict::problem, "the daemon cannot write it: " + status->ledger_problem,
                   "free space or mend the disk; the daemon goes on by itself");
}

}  // namespace

MachineExamination examine_machine(const std::filesystem::path& main_file, const adapters::LoadedConfig& config) {
    Findings findings;
    findings.push_back(check_configuration(main_file, config));
    findings.push_back(check_synchronisation());
    auto status = status_of_daemon(config.settings, findings);
    findings.push_back(check_ledger(config.settings, status));
    findings.push_back(check_disk(config.settings.ledger));
    return {std::move(findings), std::move(status)};
}

}  // namespace ecdsnap::cli
