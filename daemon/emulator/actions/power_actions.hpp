// StartDesktops, StopDesktops, HibernateDesktops, WakeupDesktops. One desktop in a wrong state refuses the whole call.
#pragma once

#include "emulator/actions/action.hpp"

namespace ecdsnap::emulator {

std::optional<Refusal> start_desktops(ActionCall& call);
std::optional<Refusal> stop_desktops(ActionCall& call);
std::optional<Refusal> hibernate_desktops(ActionCall& call);
std::optional<Refusal> wakeup_desktops(ActionCall& call);

}  // namespace ecdsnap::emulator
