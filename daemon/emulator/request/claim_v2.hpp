// Reads the claim of a request that is signed the older way (RPC, HMAC-SHA1), as terraform and other tools still do.
#pragma once

#include "emulator/request/claim.hpp"

namespace ecdsnap::emulator {

Outcome<Claim> read_claim_v2(const Request& request, Parameters parameters);

}  // namespace ecdsnap::emulator
