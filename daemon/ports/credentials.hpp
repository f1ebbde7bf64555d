// The key that signs an account's calls.
#pragma once

#include "core/result.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

namespace ecdsnap::ports {

struct Credentials {
    std::string access_key_id;  // no secret, but shown only shortened
    core::Secret access_key_secret;
    std::optional<core::Secret> security_token;
    std::optional<core::WallTime> expires;  // nullopt: not known to
    std::string source;                     // "environment", "profile default of ~/.aliyun/config.json", …
};

class CredentialProvider {
public:
    virtual ~CredentialProvider() = default;

    // The key that is valid now. May wait for a refresh, which all who ask share. The error is of class `credentials`
    // and says where was looked and what to do.
    virtual boost::asio::awaitable<core::Result<Credentials>> get() = 0;
};

}  // namespace ecdsnap::ports
