// What can be told of this machine without asking the cloud.
#pragma once

#include "adapters/yaml/settings_reader.hpp"
#include "cli/doctor/finding.hpp"
#include "ports/status_view.hpp"

#include <filesystem>
#include <optional>

namespace ecdsnap::cli {

struct MachineExamination {
    Findings findings;
    std::optional<ports::Status> daemon;  // what it says of itself; nullopt: it is not reached
};

// The configuration, the clock's synchronisation, the daemon, the ledger's place and its room. `config` has been read
// well.
MachineExamination examine_machine(const std::filesystem::path& main_file, const adapters::LoadedConfig& config);

}  // namespace ecdsnap::cli
