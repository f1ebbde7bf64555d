// Decides whether a request is who it claims to be, in time, and new. The same order as the real gateway cannot be
// known; here it is: key, date, signature, token, nonce, version.
#pragma once

#include "emulator/request/claim.hpp"
#include "emulator/request/nonce_memory.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ecdsnap::emulator {

struct Account {
    std::string access_key;
    std::string secret;
    std::string security_token;           // empty: a long-lived key, a token is refused
    std::optional<Instant> expires = {};  // by the service's own clock; nullopt: never
};

/// A request that is believed.
struct Call {
    std::string action;
    std::string access_key;
    Parameters parameters;
};

class RequestCheck {
public:
    explicit RequestCheck(std::vector<Account> accounts) : accounts_(std::move(accounts)) {}

    /// `now` is the service's own clock, askew if it is.
    Outcome<Call> check(const Request& request, Instant now);

    /// The key counts from now on; one of that name is replaced.
    void admit(Account account);
    /// Its requests are refused from now on as those of a key that does not exist. false: it did not.
    bool revoke(std::string_view access_key);

    const std::vector<Account>& accounts() const { return accounts_; }

private:
    const Account* find(std::string_view access_key) const;

    std::vector<Account> accounts_;
    NonceMemory nonces_;
};

}  // namespace ecdsnap::emulator
