#include "core/task/error_class.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>

namespace ecdsnap::core {
namespace {

// A code in lower case, so that "TimeStamp" and "Timestamp" are the same word.
class Code {
public:
    explicit Code(std::string_view code) : text_(code) {
        std::transform(text_.begin(), text_.end(), text_.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    }

    bool is(std::string_view word) const { return text_ == word; }
    bool starts(std::string_view word) const { return text_.starts_with(word); }
    bool has(std::string_view word) const { return text_.find(word) != std::string::npos; }
    bool starts_any(std::initializer_list<std::string_view> words) const {
        return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return starts(word); });
    }
    bool has_any(std::initializer_list<std::string_view> words) const {
        return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return has(word); });
    }

private:
    std::string text_;
};

bool is_throttled(const Code& code) {
    return code.has_any({"throttling", "flowcontrol", "toomanyrequests", "ratelimit", "qpslimit"});
}

bool is_credentials(const Code& code) {
    // Forbidden.AccessKeyDisabled, InvalidAccessKeyId.NotFound, MissingSecurityToken, InvalidSecurityToken.Expired …
    return code.has_any({"accesskey", "securitytoken", "signaturedoesnotmatch", "incompletesignature"});
}

bool is_clock_skew(const Code& code) {
    return code.has("timestamp") && code.starts_any({"invalid", "illegal"});
}

bool is_permission(const Code& code) {
    return code.starts_any({"forbidden", "nopermission", "unauthorized", "accessdenied"}) || code.has("notauthorized");
}

bool is_quota(const Code& code) {
    return code.starts("quota") || code.has_any({"quotaexceed", "exceedquota", "limitexceed"});
}

// Debts and closed accounts: the window may outlast them, and they are not the request's fault.
bool is_account_state(const Code& code) {
    return code.starts("invalidaccountstatus") || code.has_any({"inarrears", "notenoughbalance"});
}

bool is_busy(const Code& code) {
    return code.has_any({"creatingsnapshot", "snapshotcreating", "inprogress"}) || code.is("operationconflict");
}

bool is_not_ready(const Code& code) {
    return (code.starts_any({"incorrect", "invalid"}) && code.has("status")) || code.has("notready");
}

bool is_name_taken(const Code& code) {
    return code.has_any({"name", "snapshot"}) && code.has_any({"duplicate", "alreadyexist", "alreadyused"});
}

bool is_gone(const Code& code) {
    return code.has_any({"notfound", "notexist"}) && code.has_any({"desktop", "snapshot", "disk", "instance"});
}

bool is_bad_request(const Code& code) {
    return code.starts_any({"missing", "invalid", "unsupported", "illegal"}) ||
           code.has_any({"notsupport", "unsupported", "malformed"});
}

// The order matters: the first that fits names the class.
struct Rule {
    bool (*fits)(const Code&);
    ErrorClass kind;
};
constexpr std::array rules{
    Rule{is_credentials, ErrorClass::credentials},
    Rule{is_clock_skew, ErrorClass::clock_skew},
    Rule{is_permission, ErrorClass::permission},
    Rule{is_quota, ErrorClass::quota},
    Rule{is_account_state, ErrorClass::temporary},
    Rule{is_busy, ErrorClass::busy},
    Rule{is_not_ready, ErrorClass::not_ready},
    Rule{is_name_taken, ErrorClass::name_taken},
    Rule{is_gone, ErrorClass::gone},
    Rule{is_bad_request, ErrorClass::bad_request},
};

}  // namespace

ErrorClass classify(int http_status, std::string_view text, RetryNamed retry_named) {
    const Code code(text);
    // A copy of this very request has been there before: whether it did its work is not known.
    if (code.is("signaturenonceused")) return ErrorClass::ambiguous;
    if (retry_named == RetryNamed::yes || http_status == 429 || is_throttled(code)) return ErrorClass::throttled;
    if (http_status >= 500) return ErrorClass::temporary;
    const auto* const rule =
        std::find_if(rules.begin(), rules.end(), [&](const Rule& each) { return each.fits(code); });
    return rule == rules.end() ? ErrorClass::temporary : rule->kind;
}

}  // namespace ecdsnap::core
