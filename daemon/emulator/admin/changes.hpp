// What the admin endpoint changes. Every body is a JSON object; an unknown key or a wrong type changes nothing.
#pragma once

#include "emulator/amounts.hpp"
#include "emulator/emulator.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::emulator {

struct AdminAnswer {
    std::string json;
};

/// The answer, or what is wrong with the request.
using Changed = Parsed<AdminAnswer>;

Changed change_faults(Emulator& emulator, const std::string& body);
Changed change_desktop(Emulator& emulator, std::string_view id, const std::string& body, Instant now);
Changed plant_snapshot(Emulator& emulator, const std::string& body, Instant now);
Changed change_clock(Emulator& emulator, const std::string& body);
Changed change_key(Emulator& emulator, const std::string& body, Instant now);
Changed change_recording(Emulator& emulator, const std::string& body);
Changed reset_counters(Emulator& emulator, const std::string& body);

}  // namespace ecdsnap::emulator
