// A credential that systemd has handed to a service (/run/credentials/UNIT/NAME), looked at from outside of it too.
#pragma once

#include "core/text/text_error.hpp"

#include <filesystem>
#include <optional>

namespace ecdsnap::adapters {

// Why it cannot be read: the service does not run, was started without it, or this user is not root. In `hint` what
// to do. nullopt: it can be read, or does not lie in a service's folder.
std::optional<core::TextError> handed_credential_problem(const std::filesystem::path& file);

}  // namespace ecdsnap::adapters
