#include "adapters/credentials/role_environment.hpp"

#include "adapters/credentials/key_json.hpp"

#include <fmt/format.h>

#include <utility>

namespace ecdsnap::adapters {
namespace {

// In the audit log of whoever the role belongs to.
constexpr std::string_view our_session = "ecdsnapd";

template <class Text>
void fill(Text& text, std::string_view otherwise) {
    if (text.empty()) text = std::string(otherwise);
}

void complete(core::AssumedRole& role, const core::Environment& environment) {
    fill(role.role_arn, environment.get("ALIBABA_CLOUD_ROLE_ARN"));
    fill(role.session_name, environment.get("ALIBABA_CLOUD_ROLE_SESSION_NAME"));
    fill(role.session_name, our_session);
    fill(role.sts_region, environment.get("ALIBABA_CLOUD_STS_REGION"));
    role.vpc = role.vpc || is_true(environment.get("ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"));
}

core::TextError lacks(std::string_view what, std::string_view variable) {
    return {0, fmt::format("names no {}, and {} is not set", what, variable)};
}

}  // namespace

bool is_true(std::string_view value) {
    return lower(value) == "true";
}

RecipeResult completed(KeyRecipe recipe, const core::Environment& environment) {
    for (core::AssumedRole& role : recipe.roles) {
        const bool in_vpc = role.vpc;  // said here, not by the environment, which counts only where there is a region
        complete(role, environment);
        if (in_vpc && role.sts_region.empty() && role.sts_endpoint.empty())
            return core::TextError{0,
                                   "asks STS inside a VPC but names no sts_region, and ALIBABA_CLOUD_STS_REGION is not "
                                   "set"};
        if (role.role_arn.empty()) return lacks("role", "ALIBABA_CLOUD_ROLE_ARN");
    }
    if (recipe.kind != KeyRecipe::Kind::oidc) return recipe;
    core::OidcRole& oidc = recipe.oidc;
    complete(oidc.role, environment);
    fill(oidc.provider_arn, environment.get("ALIBABA_CLOUD_OIDC_PROVIDER_ARN"));
    fill(oidc.token_file, environment.get("ALIBABA_CLOUD_OIDC_TOKEN_FILE"));
    if (oidc.role.role_arn.empty()) return lacks("role", "ALIBABA_CLOUD_ROLE_ARN");
    if (oidc.provider_arn.empty()) return lacks("identity provider", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN");
    if (oidc.token_file.empty()) return lacks("file with a token", "ALIBABA_CLOUD_OIDC_TOKEN_FILE");
    return recipe;
}

}  // namespace ecdsnap::adapters
