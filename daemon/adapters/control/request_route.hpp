// What a request to the control socket asks for. Pure: a method, a target and a body in, a value out. Strict: unknown
// paths, parameters and keys are refused with what is allowed.
#pragma once

#include "ports/ledger.hpp"
#include "ports/operations.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace ecdsnap::adapters {

struct StatusRequest {};
struct HistoryRequest {
    ports::HistoryQuery query;
};
struct SlotRequest {
    std::int64_t id = 0;
};
// Those that change something.
struct RunRequest {
    std::string policy;
};
struct PauseRequest {
    core::Pause pause;  // who asks and from when is not in it
};
struct ResumeRequest {
    core::PauseKey key;
};
struct ApproveRequest {
    std::string policy;
    std::optional<std::uint32_t> up_to;  // nullopt: as many as it covers now, with room to grow
};
struct ReloadRequest {
    ports::ReloadForce force = ports::ReloadForce::no;
};

// Why a request is not answered with what it asked for.
struct Refusal {
    unsigned status = 400;  // HTTP
    std::string code;       // for programs: "not_found", …
    std::string message;    // for people
};

using Route = std::variant<StatusRequest, HistoryRequest, SlotRequest, RunRequest, PauseRequest, ResumeRequest,
                           ApproveRequest, ReloadRequest, Refusal>;

// `target` is "/v1/history?policy=nightly", as it stood in the request line.
Route route_of(std::string_view method, std::string_view target, std::string_view body);

}  // namespace ecdsnap::adapters
