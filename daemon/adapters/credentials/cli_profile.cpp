#include "adapters/credentials/cli_profile.hpp"

#include "adapters/credentials/key_json.hpp"
#include "adapters/credentials/key_text.hpp"
#include "core/credentials/role_chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace ecdsnap::adapters {
namespace {

core::TextError wrong(std::string problem, std::string hint = {}) {
    return {0, std::move(problem), {}, std::move(hint)};
}

std::string names_of(const Json& profiles) {
    std::string names;
    for (const Json& profile : profiles)
        if (profile.is_object()) names += (names.empty() ? "" : ", ") + in_quotes(text_in(profile, "name"));
    return names.empty() ? "none" : names;
}

// One profile while it is read; `profiles` are all of the file, for those that name another one.
struct Reader {
    const Json& profiles;
    core::RoleChain chain = {};

    RecipeResult read(const std::string& name) {
        if (auto circle = chain.enter(name)) return *std::move(circle);
        for (const Json& each : profiles)
            if (each.is_object() && text_in(each, "name") == name) return read_profile(each, name);
        return wrong(fmt::format("has no profile {} (it has {})", in_quotes(name), names_of(profiles)));
    }

    RecipeResult read_profile(const Json& profile, const std::string& name);
};

// A mode of the file: how its recipe is made, or what to do instead.
struct Mode {
    std::string_view word;  // lower case
    RecipeResult (*read)(const Json& profile, Reader& reader);
    std::string_view instead = {};  // where `read` is null
};

KeyResult key_in(const Json& profile, std::string_view token) {
    return make_key(text_in(profile, "access_key_id"), text_in(profile, "access_key_secret"), token, "access_key_id",
                    "access_key_secret");
}

core::TextResult<core::AssumedRole> role_in(const Json& profile) {
    core::AssumedRole role;
    role.role_arn = text_in(profile, "ram_role_arn");
    role.session_name = text_in(profile, "ram_session_name");
    role.external_id = text_in(profile, "external_id");
    role.policy = text_in(profile, "policy");
    role.sts_region = text_in(profile, "sts_region");
    role.sts_endpoint = text_in(profile, "sts_endpoint");
    role.vpc = flag_in(profile, "enable_vpc");
    // The command line writes 0 where nothing was said.
    if (const auto seconds = number_in(profile, "expired_seconds"); seconds && *seconds != 0)
        role.duration = std::chrono::seconds{*seconds};
    if (role.duration < core::shortest_session) return wrong("has expired_seconds below 900");
    return role;
}

RecipeResult read_ak(const Json& profile, Reader& /*reader*/) {
    auto key = key_in(profile, {});
    if (!key) return key.error();
    KeyRecipe recipe;
    recipe.key = std::move(*key);
    return recipe;
}

RecipeResult read_sts_token(const Json& profile, Reader& /*reader*/) {
    const std::string_view token = text_in(profile, "sts_token");
    if (token.empty()) return wrong("has mode StsToken but no sts_token");
    auto key = key_in(profile, token);
    if (!key) return key.error();
    KeyRecipe recipe;
    recipe.key = std::move(*key);
    return recipe;
}

RecipeResult read_role(const Json& profile, Reader& reader) {
    auto recipe = read_ak(profile, reader);
    if (!recipe) return recipe;
    auto role = role_in(profile);
    if (!role) return role.error();
    recipe->roles.push_back(std::move(*role));
    return recipe;
}

RecipeResult read_chained_role(const Json& profile, Reader& reader) {
    const std::string source(text_in(profile, "source_profile"));
    if (source.empty()) return wrong("has no source_profile");
    auto role = role_in(profile);
    if (!role) return role.error();
    auto recipe = reader.read(source);
    if (!recipe) return wrong("takes its key from another one: " + recipe.error().problem, recipe.error().hint);
    recipe->roles.push_back(std::move(*role));
    return recipe;
}

RecipeResult read_instance_role(const Json& profile, Reader& /*reader*/) {
    KeyRecipe recipe;
    recipe.kind = KeyRecipe::Kind::metadata;
    recipe.text = text_in(profile, "ram_role_name");
    return recipe;
}

RecipeResult read_oidc(const Json& profile, Reader& /*reader*/) {
    auto role = role_in(profile);
    if (!role) return role.error();
    KeyRecipe recipe;
    recipe.kind = KeyRecipe::Kind::oidc;
    recipe.oidc.role = std::move(*role);
    recipe.oidc.provider_arn = text_in(profile, "oidc_provider_arn");
    recipe.oidc.token_file = std::string(text_in(profile, "oidc_token_file"));
    return recipe;
}

RecipeResult read_external(const Json& profile, Reader& /*reader*/) {
    KeyRecipe recipe;
    recipe.kind = KeyRecipe::Kind::process;
    recipe.text = text_in(profile, "process_command");
    if (recipe.text.empty()) return wrong("has no process_command");
    return recipe;
}

RecipeResult read_uri(const Json& profile, Reader& /*reader*/) {
    KeyRecipe recipe;
    recipe.kind = KeyRecipe::Kind::uri;
    recipe.text = text_in(profile, "credentials_uri");
    if (recipe.text.empty()) return wrong("has no credentials_uri");
    return recipe;
}

constexpr std::string_view log_in =
    "it needs a person who logs in: give the daemon a RAM user's key (AK), a role (RamRoleArn, EcsRamRole, OIDC) or a "
    "program that prints keys (External)";

constexpr std::array<Mode, 14> modes{{
    {"ak", read_ak},
    {"ststoken", read_sts_token},
    {"ramrolearn", read_role},
    {"chainableramrolearn", read_chained_role},
    {"ecsramrole", read_instance_role},
    {"oidc", read_oidc},
    {"external", read_external},
    {"credentialsuri", read_uri},
    {"cloudsso", nullptr, log_in},
    {"oauth", nullptr, log_in},
    {"bearertoken", nullptr, "the ECD API wants signed calls: give the daemon a key (AK) or a role (RamRoleArn)"},
    {"anonymous", nullptr, "the ECD API wants signed calls: give the daemon a key (AK) or a role (RamRoleArn)"},
    {"rsakeypair", nullptr, "Alibaba Cloud has given it up: make a RAM user's key (AK) instead"},
    {"ramrolearnwithrolename", nullptr,
     "Alibaba Cloud has given it up: use ChainableRamRoleArn with a source_profile of mode EcsRamRole"},
}};

RecipeResult Reader::read_profile(const Json& profile, const std::string& name) {
    const std::string_view word = text_in(profile, "mode");
    const auto* const mode =
        std::find_if(modes.begin(), modes.end(), [&](const Mode& each) { return each.word == lower(word); });
    const std::string begin = fmt::format("profile {} ", in_quotes(name));
    if (mode == modes.end())
        return wrong(fmt::format("{}has mode {}, which is not known", begin, word.empty() ? "(none)" : in_quotes(word)),
                     "modes are AK, StsToken, RamRoleArn, ChainableRamRoleArn, EcsRamRole, OIDC, External and "
                     "CredentialsURI");
    if (mode->read == nullptr)
        return wrong(fmt::format("{}has mode {}, which is not supported", begin, in_quotes(word)),
                     std::string(mode->instead));
    auto recipe = mode->read(profile, *this);
    if (recipe) return recipe;
    return wrong(begin + recipe.error().problem, recipe.error().hint);
}

}  // namespace

RecipeResult recipe_of_cli_profile(std::string_view text, std::string_view profile, std::string& chosen) {
    const auto json = parse_object(text);
    if (!json) return wrong("is not a JSON object");
    chosen = profile.empty() ? text_in(*json, "current") : profile;
    if (chosen.empty()) return wrong("names no current profile", "aliyun configure switch --profile NAME");
    const auto profiles = json->find("profiles");
    if (profiles == json->end() || !profiles->is_array()) return wrong("has no profiles");
    Reader reader{*profiles};
    return reader.read(chosen);
}

}  // namespace ecdsnap::adapters
