// What a request to the control socket asks for. Pure: a method, a target and a body in, a value out. Strict: unknown
// paths, parameters and keys are refused with what is allowed.
#pragma once

#include "ports/ledger.hpp"
#include "ports/operations.hpp"

#include <array>
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

// Every method with its path: what a wrong path is told, and what docs/api/openapi.yaml must name.
struct KnownRoute {
    std::string_view method;
    std::string_view path;
};
inline constexpr std::array known_routes{
    KnownRoute{"GET", "/v1/status"},   KnownRoute{"GET", "/v1/history"}, KnownRoute{"GET", "/v1/slots/{id}"},
    KnownRoute{"POST", "/v1/run"},     KnownRoute{"POST", "/v1/pause"},  KnownRoute{"POST", "/v1/resume"},
    KnownRoute{"POST", "/v1/approve"}, KnownRoute{"POST", "/v1/reload"},
};

// A history of more entries than this is held as one long text while it is made and sent.
inline constexpr std::uint32_t long_history = 1'000;

enum class Demand : std::uint8_t {
    little,       // answered from memory, or a change
    ledger,       // reads in the ledger, whose thread also writes what snapshots wait for
    long_answer,  // the same, and the answer is a long history
};
Demand demand_of(const Route& route);

// `target` is "/v1/history?policy=nightly", as it stood in the request line.
Route route_of(std::string_view method, std::string_view target, std::string_view body);

}  // namespace ecdsnap::adapters
