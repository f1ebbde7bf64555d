// Where an account's key comes from, as the main file says it.
#pragma once

#include "core/credentials/assumed_role.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ecdsnap::core {

struct CredentialSource {
    enum class Kind : std::uint8_t {
        standard,     // `default`: Alibaba's own chain of places (adapters/credentials/key_places.hpp)
        environment,  // ALIBABA_CLOUD_ACCESS_KEY_ID / _SECRET / ALIBABA_CLOUD_SECURITY_TOKEN
        profile,      // one named profile of ~/.aliyun/config.json (or of ALIBABA_CLOUD_CONFIG_FILE)
        file,         // one JSON or INI file with a key
        systemd,      // a file in $CREDENTIALS_DIRECTORY, from LoadCredential=
        metadata,     // the RAM role of the ECS instance that this runs on
        oidc,         // a role that is taken with the token of an identity provider
        uri,          // whoever answers there
        process,      // a program that prints it
    };
    Kind kind = Kind::standard;
    // The profile's, the systemd credential's or the instance role's name, the address, the command line; empty where
    // the kind has none, or where the environment says it.
    std::string name;
    std::filesystem::path file = {};        // for `file`
    OidcRole oidc = {};                     // for `oidc`; what is empty comes from the environment
    std::vector<AssumedRole> assumed = {};  // with the key, one after the other

    bool operator==(const CredentialSource&) const = default;
};

}  // namespace ecdsnap::core
