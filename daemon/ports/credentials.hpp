// The key that signs an account's calls, and what is shown of it.
#pragma once

#include "core/credentials/key_news.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
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

// Whether both sign alike.
inline bool same_key(const Credentials& a, const Credentials& b) {
    const auto text = [](const std::optional<core::Secret>& token) {
        return token ? token->reveal() : std::string_view();
    };
    return a.access_key_id == b.access_key_id && a.access_key_secret.reveal() == b.access_key_secret.reveal() &&
           text(a.security_token) == text(b.security_token);
}

class CredentialProvider {
public:
    virtual ~CredentialProvider() = default;

    // The key that is valid now. May wait for a refresh, which all who ask share. The error is of class `credentials`
    // and says where was looked and what to do.
    virtual boost::asio::awaitable<core::Result<Credentials>> get() = 0;

    // The service did not accept this key. true: get() has another one now. Whoever was refused first waits for that to
    // be found out, and no more than one key is asked for on account of each that was refused.
    virtual boost::asio::awaitable<bool> refused(Credentials key) = 0;
};

class KeyMonitor {
public:
    virtual ~KeyMonitor() = default;
    virtual core::KeyState key_state() const = 0;
    // From now on called at each change; not from within a call of it.
    virtual void watch(std::function<void(const core::KeyNews&)> tell) = 0;
};

}  // namespace ecdsnap::ports
