#include "adapters/credentials/key_places.hpp"

#include "adapters/credentials/cli_profile.hpp"
#include "adapters/credentials/handed_credential.hpp"
#include "adapters/credentials/key_text.hpp"
#include "adapters/credentials/role_environment.hpp"
#include "adapters/credentials/secret_file.hpp"
#include "core/text/printable.hpp"

#include <fmt/format.h>

#include <functional>
#include <optional>
#include <utility>

namespace ecdsnap::adapters {
namespace {

namespace fs = std::filesystem;
using Kind = core::CredentialSource::Kind;

// A place whose answer never changes: the environment of the process, or one that is closed.
class FixedPlace final : public KeyPlace {
public:
    FixedPlace(std::string name, RecipeResult recipe) : name_(std::move(name)), recipe_(std::move(recipe)) {}
    std::string name() const override { return name_; }
    RecipeResult recipe() override { return recipe_; }

private:
    std::string name_;
    RecipeResult recipe_;
};

// A file, read again when it has changed: a rotated key is picked up without a restart.
class FilePlace final : public KeyPlace {
public:
    using Read = std::function<RecipeResult(std::string_view text)>;  // sets `source`

    FilePlace(fs::path file, SecretOwner owner, Read read)
        : file_(std::move(file)), owner_(owner), read_(std::move(read)) {}

    std::string name() const override { return core::printable(file_.string()); }
    bool changed() const override { return state_of(file_) != seen_; }

    RecipeResult recipe() override {
        if (seen_ && !changed()) return recipe_;
        seen_ = state_of(file_);
        const auto text = read_secret_file(file_, owner_);
        if (!text) return recipe_ = text.error();
        recipe_ = read_(text->text.reveal());
        seen_ = text->state;
        return recipe_;
    }

private:
    fs::path file_;
    SecretOwner owner_;
    Read read_;
    std::optional<FileState> seen_;  // the state that recipe_ is of; nullopt: there was no file
    RecipeResult recipe_ = core::TextError();
};

// What systemd has handed to a service. The daemon is that service; others may be told why they cannot read it.
class HandedPlace final : public KeyPlace {
public:
    HandedPlace(fs::path file, std::unique_ptr<KeyPlace> place) : file_(std::move(file)), place_(std::move(place)) {}
    std::string name() const override { return place_->name(); }
    bool changed() const override { return place_->changed(); }
    RecipeResult recipe() override {
        RecipeResult recipe = place_->recipe();
        if (recipe) return recipe;
        if (auto problem = handed_credential_problem(file_)) return *std::move(problem);
        return recipe;
    }

private:
    fs::path file_;
    std::unique_ptr<KeyPlace> place_;
};

std::unique_ptr<KeyPlace> closed(std::string name, std::string why, std::string hint = {}) {
    return std::make_unique<FixedPlace>(std::move(name), core::TextError{0, std::move(why), {}, std::move(hint)});
}

RecipeResult with_source(RecipeResult recipe, const core::Environment& environment, std::string source) {
    if (!recipe) return recipe;
    recipe->source = std::move(source);
    return completed(std::move(*recipe), environment);
}

// As the command line has it: no program is run and no URI of a profile is asked.
RecipeResult unless_forbidden(RecipeResult recipe, const core::Environment& environment) {
    constexpr std::string_view off = "ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS";
    const bool asks = recipe && (recipe->kind == KeyRecipe::Kind::process || recipe->kind == KeyRecipe::Kind::uri);
    const auto value = environment.get(off);
    if (!asks || !(value == "1" || is_true(value))) return recipe;
    return core::TextError(0, fmt::format("would ask a program or a URI, which {} forbids", off));
}

std::unique_ptr<KeyPlace> asked_place(KeyRecipe recipe, std::string name, const core::Environment& environment,
                                      std::string source) {
    return std::make_unique<FixedPlace>(std::move(name),
                                        with_source(std::move(recipe), environment, std::move(source)));
}

KeyRecipe recipe_of(KeyRecipe::Kind kind, std::string text) {
    KeyRecipe recipe;
    recipe.kind = kind;
    recipe.text = std::move(text);
    return recipe;
}

std::unique_ptr<KeyPlace> environment_place(const core::Environment& environment) {
    const std::string_view id_name = "ALIBABA_CLOUD_ACCESS_KEY_ID";
    const std::string_view secret_name = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
    KeyResult key = make_key(environment.get(id_name), environment.get(secret_name),
                             environment.get("ALIBABA_CLOUD_SECURITY_TOKEN"), id_name, secret_name);
    if (!key) return std::make_unique<FixedPlace>("the environment", key.error());
    KeyRecipe recipe;
    recipe.key = std::move(*key);
    return asked_place(std::move(recipe), "the environment", environment, "environment");
}

// `given`: the variable that names the file; else it is below the home folder.
fs::path file_of(const core::Environment& environment, std::string_view given, const char* below_home) {
    if (const auto file = environment.get(given); !file.empty()) return fs::path(file);
    return environment.home.empty() ? fs::path() : environment.home / below_home;
}

std::unique_ptr<KeyPlace> cli_place(const core::Environment& environment, std::string profile) {
    constexpr std::string_view off = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";
    const fs::path file = file_of(environment, "ALIBABA_CLOUD_CONFIG_FILE", ".aliyun/config.json");
    if (is_true(environment.get(off)))
        return closed("the profiles of aliyun", fmt::format("are forbidden by {}=true", off));
    if (file.empty()) return closed("~/.aliyun/config.json", "cannot be found: this user has no home folder");
    if (profile.empty()) profile = environment.get("ALIBABA_CLOUD_PROFILE");
    auto read = [file, profile, environment](std::string_view text) {
        std::string chosen;
        RecipeResult recipe = recipe_of_cli_profile(text, profile, chosen);
        return with_source(unless_forbidden(std::move(recipe), environment), environment,
                           fmt::format("profile {} of {}", chosen, file.string()));
    };
    return std::make_unique<FilePlace>(file, SecretOwner::user, std::move(read));
}

std::unique_ptr<KeyPlace> ini_place(const core::Environment& environment) {
    const fs::path file = file_of(environment, "ALIBABA_CLOUD_CREDENTIALS_FILE", ".alibabacloud/credentials");
    if (file.empty()) return closed("~/.alibabacloud/credentials", "cannot be found: this user has no home folder");
    std::string profile(environment.get("ALIBABA_CLOUD_PROFILE"));
    if (profile.empty()) profile = "default";
    auto read = [file, profile, environment](std::string_view text) {
        return with_source(recipe_of_ini(text, profile), environment,
                           fmt::format("section {} of {}", profile, file.string()));
    };
    return std::make_unique<FilePlace>(file, SecretOwner::user, std::move(read));
}

std::unique_ptr<KeyPlace> file_place(const fs::path& file, SecretOwner owner, const core::Environment& environment,
                                     std::string source) {
    auto read = [environment, source = std::move(source)](std::string_view text) {
        return with_source(recipe_of_file(text), environment, source);
    };
    return std::make_unique<FilePlace>(file, owner, std::move(read));
}

std::unique_ptr<KeyPlace> systemd_place(const core::Environment& environment, const std::string& name) {
    const auto folder = environment.get("CREDENTIALS_DIRECTORY");
    if (folder.empty())
        return closed("the systemd credential " + name, "cannot be found: CREDENTIALS_DIRECTORY is not set",
                      fmt::format("the unit needs LoadCredential={}:/path/to/file", name));
    const fs::path file = fs::path(folder) / name;
    return std::make_unique<HandedPlace>(
        file, file_place(file, SecretOwner::systemd, environment, "systemd credential " + name));
}

std::unique_ptr<KeyPlace> metadata_place(const core::Environment& environment, std::string role) {
    constexpr std::string_view off = "ALIBABA_CLOUD_ECS_METADATA_DISABLED";
    if (is_true(environment.get(off)))
        return closed("the metadata service", fmt::format("is forbidden by {}=true", off));
    if (role.empty()) role = environment.get("ALIBABA_CLOUD_ECS_METADATA");
    return asked_place(recipe_of(KeyRecipe::Kind::metadata, std::move(role)), "the metadata service", environment,
                       "the RAM role of this ECS instance");
}

std::unique_ptr<KeyPlace> oidc_place(const core::Environment& environment, core::OidcRole oidc) {
    KeyRecipe recipe;
    recipe.kind = KeyRecipe::Kind::oidc;
    recipe.oidc = std::move(oidc);
    return asked_place(std::move(recipe), "the OIDC role", environment, "an OIDC role");
}

std::unique_ptr<KeyPlace> uri_place(const core::Environment& environment, std::string uri) {
    constexpr std::string_view variable = "ALIBABA_CLOUD_CREDENTIALS_URI";
    if (uri.empty()) uri = environment.get(variable);
    if (uri.empty()) return closed("the credentials URI", fmt::format("is not known: {} is not set", variable));
    return asked_place(recipe_of(KeyRecipe::Kind::uri, std::move(uri)), "the credentials URI", environment,
                       "a credentials URI");
}

std::unique_ptr<KeyPlace> process_place(const core::Environment& environment, std::string command) {
    auto allowed = unless_forbidden(recipe_of(KeyRecipe::Kind::process, std::move(command)), environment);
    if (!allowed) return std::make_unique<FixedPlace>("the program", allowed.error());
    return asked_place(std::move(*allowed), "the program", environment, "a program");
}

// Only those of the last three that somebody has set up, so that an error does not list what nobody has heard of.
std::vector<std::unique_ptr<KeyPlace>> standard_chain(const core::Environment& environment) {
    const auto is_set = [&](std::string_view variable) { return !environment.get(variable).empty(); };
    std::vector<std::unique_ptr<KeyPlace>> places;
    places.push_back(environment_place(environment));
    if (is_set("ALIBABA_CLOUD_OIDC_PROVIDER_ARN") || is_set("ALIBABA_CLOUD_OIDC_TOKEN_FILE"))
        places.push_back(oidc_place(environment, {}));
    places.push_back(cli_place(environment, ""));
    places.push_back(ini_place(environment));
    places.push_back(metadata_place(environment, ""));
    if (is_set("ALIBABA_CLOUD_CREDENTIALS_URI")) places.push_back(uri_place(environment, ""));
    return places;
}

std::unique_ptr<KeyPlace> named_place(const core::CredentialSource& source, const core::Environment& environment) {
    switch (source.kind) {
        case Kind::standard:
        case Kind::environment: break;
        case Kind::profile: return cli_place(environment, source.name);
        case Kind::file: return file_place(source.file, SecretOwner::user, environment, source.file.string());
        case Kind::systemd: return systemd_place(environment, source.name);
        case Kind::metadata: return metadata_place(environment, source.name);
        case Kind::oidc: return oidc_place(environment, source.oidc);
        case Kind::uri: return uri_place(environment, source.name);
        case Kind::process: return process_place(environment, source.name);
    }
    return environment_place(environment);
}

}  // namespace

std::vector<std::unique_ptr<KeyPlace>> places_of(const core::CredentialSource& source,
                                                 const core::Environment& environment) {
    if (source.kind == Kind::standard) return standard_chain(environment);
    std::vector<std::unique_ptr<KeyPlace>> places;
    places.push_back(named_place(source, environment));
    return places;
}

}  // namespace ecdsnap::adapters
