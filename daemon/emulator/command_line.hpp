// What a person may ask of ecd-emulator, as one value.
#pragma once

#include "emulator/faults/fault_set.hpp"
#include "emulator/faults/latency.hpp"
#include "emulator/faults/throttle.hpp"
#include "emulator/http/http_server.hpp"
#include "emulator/request/request_check.hpp"
#include "emulator/state/cloud.hpp"
#include "emulator/state/fleet_dealing.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ecdsnap::emulator {

struct TlsOptions {
    bool on = false;
    std::string certificate;  // files; both or none
    std::string key;
    std::string directory;  // where ca.pem is written when there are no files
};

struct AutomaticSnapshots {
    Share share{0};  // of all disks
    TimeRange last{std::chrono::seconds{60}, std::chrono::seconds{60}};
};

struct Options {
    ListenAddress listen;
    std::optional<ListenAddress> admin;  // unset: on the same listener
    TlsOptions tls;
    FleetSettings fleet;
    CloudRules rules;
    AutomaticSnapshots automatic;
    std::vector<Account> accounts;
    FaultSet faults;
    Throttle throttle;
    Latency latency;
    std::uint64_t seed = 1;
};

/// The options, or the exit code after help or a message has been printed.
std::variant<Options, int> read_command_line(int argc, const char* const* argv);

}  // namespace ecdsnap::emulator
