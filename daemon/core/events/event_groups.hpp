// Groups of the catalogue that have a file of their own, by the numbers of their ids; event_catalogue.cpp joins them.
#pragma once

#include "core/events/event.hpp"

#include <vector>

namespace ecdsnap::core {

std::vector<EventType> cloud_events();       // 13xx
std::vector<EventType> credential_events();  // 131x
std::vector<EventType> ledger_events();      // 14xx
std::vector<EventType> waking_events();      // 15xx

}  // namespace ecdsnap::core
