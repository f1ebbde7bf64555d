// An account's key from where its configuration says, shared by all who sign with it.
#pragma once

#include "adapters/credentials/key_maker.hpp"
#include "core/credential_source.hpp"
#include "core/environment.hpp"
#include "ports/credentials.hpp"
#include "ports/random.hpp"

#include <memory>

namespace ecdsnap::adapters {

class KeyProvider : public ports::CredentialProvider, public ports::KeyMonitor {};

// Files are read when asked for and again when they have changed; other keys are fetched once for all who wait, and
// again before they expire, while the one in hand is used. The first place that gives a key is the account's until the
// program ends. An error names every place that was looked at and why it did not serve, and holds no part of any key.
// `random` and what `tools` refers to outlive the provider.
std::unique_ptr<KeyProvider> make_credential_provider(const core::CredentialSource& source,
                                                      const core::Environment& environment, const KeyTools& tools,
                                                      ports::Random& random);

}  // namespace ecdsnap::adapters
