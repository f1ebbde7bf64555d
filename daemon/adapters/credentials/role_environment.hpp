// What a recipe leaves open and the environment says: pure. The variables are those of Alibaba's own tools.
#pragma once

#include "adapters/credentials/key_recipe.hpp"
#include "core/environment.hpp"

namespace ecdsnap::adapters {

// "true" in any case, as Alibaba's tools read it.
bool is_true(std::string_view value);

// Fills in what is empty: ALIBABA_CLOUD_ROLE_ARN, _ROLE_SESSION_NAME, _OIDC_PROVIDER_ARN, _OIDC_TOKEN_FILE,
// _STS_REGION, _VPC_ENDPOINT_ENABLED. Error: a role is to be taken and nobody says which, or with what.
RecipeResult completed(KeyRecipe recipe, const core::Environment& environment);

}  // namespace ecdsnap::adapters
