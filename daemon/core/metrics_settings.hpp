// Where and to whom metrics and health are shown. Paths are absolute.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ecdsnap::core {

struct MetricsSettings {
    std::string address = "127.0.0.1";  // an IP address; empty: they are not served
    std::uint16_t port = 9797;
    bool loopback = true;                 // the address is one; else there is a certificate or a user
    std::vector<std::string> hosts;       // names, in small letters, by which a client may call us
    std::filesystem::path certificate;    // PEM, its chain behind it; empty: plain HTTP
    std::filesystem::path key;            // its key; valid with a certificate
    std::string user;                     // basic authentication; empty: nobody is asked
    std::filesystem::path password_file;  // its first line; valid with a user

    bool operator==(const MetricsSettings&) const = default;
};

}  // namespace ecdsnap::core
