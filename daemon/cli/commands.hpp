// The commands of `ecdsnap`. Each writes to the terminal and returns an exit code (exit_code.hpp).
#pragma once

#include "cli/daemon_socket.hpp"
#include "cli/terminal.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace ecdsnap::cli {

struct StatusOptions {
    std::string watch;  // as typed: the time between two looks; empty: one look
};
// 0: ready and without a problem. Watching does not end by itself.
int show_status(const DaemonSocket& daemon, Terminal& terminal, const StatusOptions& options, Output output);

struct HistoryOptions {
    std::optional<std::string> policy;
    std::optional<std::string> desktop;
    std::optional<std::string> site;  // ACCOUNT/REGION
    std::optional<std::string> outcome;
    std::optional<std::string> since;  // as typed: an instant, a local date and time, or how long ago
    std::optional<std::string> until;
    std::optional<std::int64_t> slot;
    std::uint32_t limit = 100;
};
int show_history(const DaemonSocket& daemon, Terminal& terminal, const HistoryOptions& options, Output output);

enum class Follow : std::uint8_t { no, to_the_end };

// Following: 0 when every disk is done or skipped, 10 when some were missed or failed.
int run_policy(const DaemonSocket& daemon, Terminal& terminal, const std::string& policy, Follow follow, Output output);

// What is paused or resumed: one of the three.
struct PauseTarget {
    std::string policy;
    std::string site;
    bool all = false;
};
struct PauseOptions {
    PauseTarget target;
    std::string until;  // as typed: an instant, a local date and time, or how long
    std::string reason;
};
// 2: no such policy or site, no sensible time.
int pause(const DaemonSocket& daemon, Terminal& terminal, const PauseOptions& options, Output output);
// 2: it is not paused.
int resume(const DaemonSocket& daemon, Terminal& terminal, const PauseTarget& target, Output output);

struct ApproveOptions {
    std::string policy;
    std::optional<std::uint32_t> up_to;  // nullopt: as many desktops as it covers now, with room to grow
};
// 2: no such policy, or one that needs no approval.
int approve(const DaemonSocket& daemon, Terminal& terminal, const ApproveOptions& options, Output output);

struct ReloadOptions {
    bool force = false;  // go ahead although it loses or gains more desktops than `reload` allows
};
// 1: the limits of `reload` do not allow it; 2: the new configuration has problems. The one in force stays.
int reload(const DaemonSocket& daemon, Terminal& terminal, ReloadOptions options, Output output);

// Needs no daemon. With an inventory ("FILE" or "SITE=FILE") also what is likely to surprise over that fleet in the
// next seven days. 2: the configuration has problems, an inventory cannot be used.
int check(const std::filesystem::path& main_file, const std::vector<std::string>& inventories, Terminal& terminal,
          Output output);

// One policy with everything it inherits, each value with its place; without a name all policies. Needs no daemon. 2:
// the configuration has problems, or no such policy.
int show_policy(const std::filesystem::path& main_file, Terminal& terminal, const std::string& name, Output output);

struct NotifyOptions {
    std::string channel;  // empty: each of them
    bool test = false;    // the one thing that it does
};
// Sends a test message by the channels of the configuration and says what the services answer. Needs no daemon. 1: one
// was not delivered. 2: the configuration has problems, no such channel.
void add_notify(CLI::App& app, NotifyOptions& options);
int notify(const std::filesystem::path& main_file, const NotifyOptions& options, Terminal& terminal, Output output);

// Says what kept a command from its work; the exit code for it.
int tell_problem(Terminal& terminal, const core::Error& error);
int tell_refusal(Terminal& terminal, const DaemonAnswer& answer);

}  // namespace ecdsnap::cli
