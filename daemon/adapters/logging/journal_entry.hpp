// An event as an entry of the systemd journal with fields of its own: ECDSNAP_POLICY=nightly can be searched for, and
// MESSAGE_ID leads `journalctl -x` to cause and remedy. In the journal's native protocol
// (systemd.io/JOURNAL_NATIVE_PROTOCOL).
#pragma once

#include "core/events/event.hpp"

#include <string>
#include <string_view>

namespace ecdsnap::adapters {

// The bytes of one datagram. `version` is the program's.
std::string journal_entry(const core::Event& event, std::string_view version);

// Of an entry the line that says the same; with the level before it for the journal's stream.
std::string line_of_entry(std::string_view entry, bool with_level);

// syslog's number for a level: 3 is an error, 4 a warning, 6 info, 7 debug.
int journal_priority(core::EventLevel level);

}  // namespace ecdsnap::adapters
