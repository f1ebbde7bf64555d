// An account's key from where its configuration says.
#pragma once

#include "core/environment.hpp"
#include "core/settings.hpp"
#include "ports/credentials.hpp"

#include <memory>

namespace ecdsnap::adapters {

// Files are read when asked for and again when they have changed; get() never waits. An error names every place that
// was looked at and why it did not serve, and holds no part of any key.
std::unique_ptr<ports::CredentialProvider> make_credential_provider(const core::CredentialSource& source,
                                                                    const core::Environment& environment);

}  // namespace ecdsnap::adapters
