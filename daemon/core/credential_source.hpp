// Where an account's key comes from, as the main file says it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace ecdsnap::core {

struct CredentialSource {
    enum class Kind : std::uint8_t {
        standard,     // `default`: environment, then ~/.aliyun/config.json, then ~/.alibabacloud/credentials
        environment,  // ALIBABA_CLOUD_ACCESS_KEY_ID / _SECRET / ALIBABA_CLOUD_SECURITY_TOKEN
        profile,      // one named profile of ~/.aliyun/config.json (or of ALIBABA_CLOUD_CONFIG_FILE)
        file,         // one JSON or INI file with a key
        systemd,      // a file in $CREDENTIALS_DIRECTORY, from LoadCredential=
    };
    Kind kind = Kind::standard;
    std::string name;            // the profile's or the credential's name, where the kind has one
    std::filesystem::path file;  // for `file`

    bool operator==(const CredentialSource&) const = default;
};

}  // namespace ecdsnap::core
