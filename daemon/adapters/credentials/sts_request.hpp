// What STS is asked for a role, and what its answers mean: pure but for the nonce. Rules: AssumeRole and
// AssumeRoleWithOIDC, version 2015-04-01.
#pragma once

#include "adapters/credentials/key_recipe.hpp"
#include "core/credentials/assumed_role.hpp"
#include "core/time.hpp"
#include "ports/web_client.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::adapters {

// Signed with `key` (V2): common parameters in the query, the role's in a form body. `nonce` is fresh for every
// request.
ports::WebRequest assume_role_request(const core::AssumedRole& role, const ports::Credentials& key, core::WallTime date,
                                      const std::string& nonce);

// Not signed: the token is what proves who asks.
ports::WebRequest assume_role_with_oidc_request(const core::OidcRole& oidc, const core::Secret& token,
                                                core::WallTime date);

// Why STS gave no key, as the rest of a sentence that "STS" begins; with a remedy where the code names one. `hidden`:
// texts of the request that must not come back in it.
core::TextError sts_refusal(const ports::HttpAnswer& answer, const std::vector<std::string_view>& hidden);

}  // namespace ecdsnap::adapters
