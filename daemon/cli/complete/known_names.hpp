// Names that exist: of the running daemon, else of the configuration. Asked by shells while somebody types: it is
// quick, and whatever is wrong gives no names and no message.
#pragma once

#include "cli/complete/completion.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ecdsnap::cli {

struct NameSource {
    std::filesystem::path socket;
    std::filesystem::path config;
};

// `value` as in --help: POLICY, SITE, ACCOUNT, CHANNEL or DESKTOP (those of the newest outcomes; with their names). Any
// other has no names.
std::vector<Candidate> known_names(const std::string& value, const NameSource& source);

}  // namespace ecdsnap::cli
