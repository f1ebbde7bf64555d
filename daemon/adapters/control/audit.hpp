// What is told of a command that changes something: who, what, from where, and whether it was done.
#pragma once

#include "adapters/control/control_answer.hpp"
#include "adapters/control/request_route.hpp"
#include "core/events/event.hpp"

#include <string>

namespace ecdsnap::adapters {

// "root", "uid 1000 (alice)", "uid 70000".
std::string name_of(const Peer& peer);

// `route` is one of those that change something.
core::Event audit_event(const Route& route, const Peer& peer, const ControlReply& reply);

}  // namespace ecdsnap::adapters
