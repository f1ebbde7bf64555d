#include "adapters/credentials/key_places.hpp"

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
    FixedPlace(std::string name, KeyResult key) : name_(std::move(name)), key_(std::move(key)) {}
    std::string name() const override { return name_; }
    KeyResult get() override { return key_; }

private:
    std::string name_;
    KeyResult key_;
};

// A file, read again when it has changed: a rotated key is picked up without a restart.
class FilePlace final : public KeyPlace {
public:
    using Read = std::function<KeyResult(std::string_view text)>;  // sets `source`

    FilePlace(fs::path file, SecretOwner owner, Read read)
        : file_(std::move(file)), owner_(owner), read_(std::move(read)) {}

    std::string name() const override { return core::printable(file_.string()); }

    KeyResult get() override {
        if (seen_ && state_of(file_) == seen_) return key_;
        seen_.reset();
        const auto text = read_secret_file(file_, owner_);
        if (!text) return text.error();
        key_ = read_(text->text.reveal());
        seen_ = text->state;
        return key_;
    }

private:
    fs::path file_;
    SecretOwner owner_;
    Read read_;
    std::optional<FileState> seen_;  // the state that key_ is of
    KeyResult key_ = core::TextError();
};

std::unique_ptr<KeyPlace> closed(std::string name, std::string why, std::string hint = {}) {
    return std::make_unique<FixedPlace>(std::move(name), core::TextError{0, std::move(why), {}, std::move(hint)});
}

KeyResult with_source(KeyResult key, std::string source) {
    if (key) key->source = std::move(source);
    return key;
}

std::unique_ptr<KeyPlace> environment_place(const core::Environment& environment) {
    const std::string_view id_name = "ALIBABA_CLOUD_ACCESS_KEY_ID";
    const std::string_view secret_name = "ALIBABA_CLOUD_ACCESS_KEY_SECRET";
    KeyResult key = make_key(environment.get(id_name), environment.get(secret_name),
                             environment.get("ALIBABA_CLOUD_SECURITY_TOKEN"), id_name, secret_name);
    return std::make_unique<FixedPlace>("the environment", with_source(std::move(key), "environment"));
}

// `given`: the variable that names the file; else it is below the home folder.
fs::path file_of(const core::Environment& environment, std::string_view given, const char* below_home) {
    if (const auto file = environment.get(given); !file.empty()) return fs::path(file);
    return environment.home.empty() ? fs::path() : environment.home / below_home;
}

std::unique_ptr<KeyPlace> cli_place(const core::Environment& environment, std::string profile) {
    constexpr std::string_view off = "ALIBABA_CLOUD_CLI_PROFILE_DISABLED";
    const fs::path file = file_of(environment, "ALIBABA_CLOUD_CONFIG_FILE", ".aliyun/config.json");
    if (environment.get(off) == "true")
        return closed("the profiles of aliyun", fmt::format("are forbidden by {}=true", off));
    if (file.empty()) return closed("~/.aliyun/config.json", "cannot be found: this user has no home folder");
    if (profile.empty()) profile = environment.get("ALIBABA_CLOUD_PROFILE");
    auto read = [file, profile](std::string_view text) {
        std::string chosen;
        KeyResult key = key_of_cli_profile(text, profile, chosen);
        return with_source(std::move(key), fmt::format("profile {} of {}", chosen, file.string()));
    };
    return std::make_unique<FilePlace>(file, SecretOwner::user, std::move(read));
}

std::unique_ptr<KeyPlace> ini_place(const core::Environment& environment) {
    const fs::path file = file_of(environment, "ALIBABA_CLOUD_CREDENTIALS_FILE", ".alibabacloud/credentials");
    if (file.empty()) return closed("~/.alibabacloud/credentials", "cannot be found: this user has no home folder");
    std::string profile(environment.get("ALIBABA_CLOUD_PROFILE"));
    if (profile.empty()) profile = "default";
    auto read = [file, profile](std::string_view text) {
        return with_source(key_of_ini(text, profile), fmt::format("section {} of {}", profile, file.string()));
    };
    return std::make_unique<FilePlace>(file, SecretOwner::user, std::move(read));
}

std::unique_ptr<KeyPlace> file_place(const fs::path& file, SecretOwner owner, std::string source) {
    auto read = [source = std::move(source)](std::string_view text) { return with_source(key_of_file(text), source); };
    return std::make_unique<FilePlace>(file, owner, std::move(read));
}

std::unique_ptr<KeyPlace> systemd_place(const core::Environment& environment, const std::string& name) {
    const auto folder = environment.get("CREDENTIALS_DIRECTORY");
    if (folder.empty())
        return closed("the systemd credential " + name, "cannot be found: CREDENTIALS_DIRECTORY is not set",
                      fmt::format("the unit needs LoadCredential={}:/path/to/file", name));
    return file_place(fs::path(folder) / name, SecretOwner::systemd, "systemd credential " + name);
}

}  // namespace

std::vector<std::unique_ptr<KeyPlace>> places_of(const core::CredentialSource& source,
                                                 const core::Environment& environment) {
    std::vector<std::unique_ptr<KeyPlace>> places;
    switch (source.kind) {
        case Kind::standard:
            places.push_back(environment_place(environment));
            places.push_back(cli_place(environment, ""));
            places.push_back(ini_place(environment));
            break;
        case Kind::environment: places.push_back(environment_place(environment)); break;
        case Kind::profile: places.push_back(cli_place(environment, source.name)); break;
        case Kind::file: places.push_back(file_place(source.file, SecretOwner::user, source.file.string())); break;
        case Kind::systemd: places.push_back(systemd_place(environment, source.name)); break;
    }
    return places;
}

}  // namespace ecdsnap::adapters
