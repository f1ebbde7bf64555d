#include "emulator/request/request_check.hpp"

#include "emulator/request/digest.hpp"
#include "emulator/request/request_signature.hpp"

#include <algorithm>

namespace ecdsnap::emulator {
namespace {

constexpr std::string_view api_version = "2020-09-30";
constexpr std::chrono::minutes date_tolerance{15};

std::optional<Refusal> check_date(const std::string& text, Instant now) {
    const auto date = read_instant(text);
    if (!date) {
        return refuse(400, "IllegalTimestamp", "The date must be UTC of the form yyyy-MM-ddTHH:mm:ssZ.");
    }
    if (std::chrono::abs(now - *date) > date_tolerance) {
        return refuse(400, "InvalidTimeStamp.Expired",
                      "Specified time stamp or date value is expired. It is " + with_seconds(now) + " here.");
    }
    return std::nullopt;
}

std::optional<Refusal> check_signature(const Claim& claim, const Account& account) {
    const std::string expected = claim.version == SignatureVersion::v3
                                     ? signature_v3(account.secret, claim.string_to_sign)
                                     : signature_v2(account.secret, claim.string_to_sign);
    if (equal_in_constant_time(expected, claim.signature)) return std::nullopt;
    return refuse(
        400, "SignatureDoesNotMatch",
        "Specified signature does not match our calculation. server string to sign is:" + claim.string_to_sign);
}

std::optional<Refusal> check_token(const Claim& claim, const Account& account, Instant now) {
    if (account.security_token.empty()) {
        if (!claim.security_token) return std::nullopt;
        return refuse(400, "InvalidSecurityToken.MismatchWithAccessKey", "This key is used without a security token.");
    }
    if (!claim.security_token || claim.security_token->empty()) {
        return refuse(400, "MissingSecurityToken", "This key is temporary and needs its security token.");
    }
    if (*claim.security_token != account.security_token) {
        return refuse(400, "InvalidSecurityToken.MismatchWithAccessKey", "The security token is not that of this key.");
    }
    if (!account.expires || now < *account.expires) return std::nullopt;
    return refuse(400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired.");
}

}  // namespace

const Account* RequestCheck::find(std::string_view access_key) const {
    const auto found = std::ranges::find(accounts_, access_key, &Account::access_key);
    return found == accounts_.end() ? nullptr : &*found;
}

void RequestCheck::admit(Account account) {
    revoke(account.access_key);
    accounts_.push_back(std::move(account));
}

bool RequestCheck::revoke(std::string_view access_key) {
    return std::erase_if(accounts_, [&](const Account& each) { return each.access_key == access_key; }) > 0;
}

Outcome<Call> RequestCheck::check(const Request& request, Instant now) {
    auto claim = read_claim(request);
    if (!claim) return claim.error();
    const Account* account = find(claim->access_key);
    if (account == nullptr) {
        return refuse(404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.");
    }
    if (auto refusal = check_date(claim->date, now)) return *refusal;
    if (auto refusal = check_signature(*claim, *account)) return *refusal;
    if (auto refusal = check_token(*claim, *account, now)) return *refusal;
    if (!nonces_.accept(claim->access_key, claim->nonce, now)) {
        return refuse(400, "SignatureNonceUsed", "Specified signature nonce was used already.");
    }
    if (claim->api_version != api_version) {
        return refuse(400, "InvalidVersion", "Specified parameter Version is not valid: this is 2020-09-30.");
    }
    return Call{std::move(claim->action), std::move(claim->access_key), std::move(claim->parameters)};
}

}  // namespace ecdsnap::emulator
