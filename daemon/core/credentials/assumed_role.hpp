// A RAM role that is taken from STS with another key, or with an identity provider's token. Empty texts: the service's
// or the environment's own choice.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

namespace ecdsnap::core {

struct AssumedRole {
    std::string role_arn;      // "acs:ram::123456789012:role/backup"
    std::string session_name;  // shown in the audit log; 2–64 of [A-Za-z0-9.@_-]
    std::string external_id;   // what the role's owner asks of strangers
    std::string policy;        // JSON: less than the role may
    std::chrono::seconds duration{3600};
    std::string sts_region;    // empty: the central STS
    std::string sts_endpoint;  // host, before the region's own
    bool vpc = false;          // the region's address inside its VPCs

    bool operator==(const AssumedRole&) const = default;
};

struct OidcRole {
    AssumedRole role;  // no external id here
    std::string provider_arn;
    std::filesystem::path token_file;  // read again at every refresh

    bool operator==(const OidcRole&) const = default;
};

inline constexpr std::chrono::seconds shortest_session{900};

// Where STS is asked for the role: the endpoint, the region's (in its VPCs or from outside), the central one.
inline std::string sts_host(const AssumedRole& role) {
    if (!role.sts_endpoint.empty()) return role.sts_endpoint;
    if (role.sts_region.empty()) return "sts.aliyuncs.com";
    return (role.vpc ? "sts-vpc." : "sts.") + role.sts_region + ".aliyuncs.com";
}

}  // namespace ecdsnap::core
