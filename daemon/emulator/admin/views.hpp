// What the admin endpoint shows, as JSON.
#pragma once

#include "emulator/emulator.hpp"

#include <string>

namespace ecdsnap::emulator {

std::string view_state(const Emulator& emulator, Instant now);
std::string view_snapshots(const Emulator& emulator, Instant now);
std::string view_counters(const Emulator& emulator);
std::string view_duplicates(const Emulator& emulator, Instant now);
std::string view_requests(const Emulator& emulator);
std::string view_faults(const Emulator& emulator);

void write_desktop_view(JsonWriter& json, const Desktop& desktop, const Fleet& fleet, Instant now);
void write_snapshot_view(JsonWriter& json, const Snapshot& snapshot, const Fleet& fleet, Instant now);

}  // namespace ecdsnap::emulator
