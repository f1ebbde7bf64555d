// What this machine knows to be secret: the keys and passwords themselves, so that they are found whatever they look
// like and wherever they were written.
#pragma once

#include "core/environment.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::cli {

struct SecretPlaces {
    std::filesystem::path config;  // the main file; it may have problems
    std::string unit;              // whose credentials and environment count too
};

// Of the environments (this process's and the running unit's), the key and password files that the configuration names,
// Alibaba's own files, and the unit's credentials. What cannot be read is left out: then this machine cannot have
// written it either, for this user.
std::vector<std::string> known_secrets(const SecretPlaces& places, const core::Environment& environment);

// Of a file with keys: JSON and INI without what is no secret in them (names, modes, regions); every line of others.
std::vector<std::string> secrets_of_key_file(std::string_view text);

}  // namespace ecdsnap::cli
