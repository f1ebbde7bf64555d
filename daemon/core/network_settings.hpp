// How an account's calls travel, as the main file says it. Paths are absolute.
#pragma once

#include "core/network/proxy_url.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace ecdsnap::core {

struct ProxySettings {
    enum class Kind : std::uint8_t {
        environment,  // HTTPS_PROXY, ALL_PROXY and NO_PROXY
        none,         // none, whatever the environment says
        named,        // this one for all calls to the endpoint, whatever NO_PROXY says
    };
    Kind kind = Kind::environment;
    ProxyAddress address;                      // `named`
    std::string user;                          // empty: the proxy wants none
    std::filesystem::path password_file;       // empty: the user has none
    std::filesystem::path ca_file;             // of a proxy over https; empty: as for the endpoint
    std::filesystem::path client_certificate;  // for a proxy over https, PEM; empty: none
    std::filesystem::path client_key;          // PEM; empty: it stands in client_certificate

    bool operator==(const ProxySettings&) const = default;
};

struct NetworkSettings {
    std::filesystem::path ca_file;  // certificates in PEM; with ca_path empty: the system's
    std::filesystem::path ca_path;  // a folder of certificates under their hashes, as c_rehash makes it
    ProxySettings proxy;

    bool operator==(const NetworkSettings&) const = default;
};

}  // namespace ecdsnap::core
