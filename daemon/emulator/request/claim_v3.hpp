// Reads the claim of a request that is signed with ACS3-HMAC-SHA256.
#pragma once

#include "emulator/request/claim.hpp"

namespace ecdsnap::emulator {

Outcome<Claim> read_claim_v3(const Request& request, Parameters parameters);

}  // namespace ecdsnap::emulator
