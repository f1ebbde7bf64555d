// The address and the secret of a channel, from the files that the settings name.
#pragma once

#include "adapters/notify/delivery.hpp"
#include "adapters/notify/service_request.hpp"

namespace ecdsnap::adapters {

// Files are read each time, so that a new token needs no restart. Error: what is wrong with which file.
core::TextResult<ChannelSecrets> secrets_of(const core::ChannelSettings& channel, const ReadSecret& read);

}  // namespace ecdsnap::adapters
