// The errors of a simulated cloud: a refusal of the gateway, an answer that says nothing, a reading that failed.
#pragma once

#include "core/error.hpp"

#include <string>
#include <utility>

namespace ecdsnap::simulation {

inline core::Error refused(std::string doing, core::ErrorClass kind, std::string code, int status) {
    core::Error error;
    error.kind = kind;
    error.doing = std::move(doing);
    error.code = std::move(code);
    error.message = "refused by the simulated cloud";
    error.http_status = status;
    error.request_id = "SIM";
    return error;
}

inline core::Error lost(std::string doing, std::string message) {
    core::Error error;
    error.kind = core::ErrorClass::ambiguous;
    error.effect = core::Effect::unknown;
    error.doing = std::move(doing);
    error.message = std::move(message);
    return error;
}

inline core::Error unreadable() {
    core::Error error;
    error.kind = core::ErrorClass::temporary;
    error.doing = "read";
    error.message = "connection reset by peer";
    return error;
}

}  // namespace ecdsnap::simulation
