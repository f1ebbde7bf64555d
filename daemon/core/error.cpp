#include "core/error.hpp"

#include <fmt/format.h>

namespace ecdsnap::core {

const char* text(ErrorClass kind) {
    switch (kind) {
        case ErrorClass::throttled: return "throttled";
        case ErrorClass::busy: return "busy";
        case ErrorClass::name_taken: return "name_taken";
        case ErrorClass::not_ready: return "not_ready";
        case ErrorClass::credentials: return "credentials";
        case ErrorClass::stale_key: return "stale_key";
        case ErrorClass::permission: return "permission";
        case ErrorClass::quota: return "quota";
        case ErrorClass::gone: return "gone";
        case ErrorClass::bad_request: return "bad_request";
        case ErrorClass::clock_skew: return "clock_skew";
        case ErrorClass::temporary: return "temporary";
        case ErrorClass::ambiguous: return "ambiguous";
        case ErrorClass::local: return "local";
    }
    return "?";
}

const char* text(Effect effect) {
    return effect == Effect::none ? "none" : "unknown";
}

std::string describe(const Error& error) {
    std::string answer = error.code;
    std::string detail;
    if (error.http_status != 0) detail = fmt::format("HTTP {}", error.http_status);
    if (!error.request_id.empty()) detail += fmt::format("{}request {}", detail.empty() ? "" : ", ", error.request_id);
    if (!detail.empty()) answer += fmt::format("{}({})", answer.empty() ? "" : " ", detail);
    if (!answer.empty() && !error.message.empty()) answer += ": ";
    answer += error.message;
    return error.doing.empty() ? answer : error.doing + ": " + answer;
}

}  // namespace ecdsnap::core
