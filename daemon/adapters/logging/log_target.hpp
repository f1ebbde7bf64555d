// What a log is written to, as far as it decides how lines look.
#pragma once

#include <string>

namespace ecdsnap::adapters {

struct LogTarget {
    int descriptor = 2;     // not owned
    bool terminal = false;  // a person reads along
    bool coloured = false;  // only ever on a terminal
    bool journal = false;   // the systemd journal's stream: it wants "<3>" before a line, and knows the time itself
    std::string journal_socket = "/run/systemd/journal/socket";  // where it takes entries with fields
};

// What the environment says that matters here; `app` reads it.
struct LogEnvironment {
    std::string journal_stream;  // JOURNAL_STREAM, "device:inode" of the journal's socket; empty: not set
    std::string no_color;        // NO_COLOR: anything in it turns colours off (no-color.org)
    std::string term;            // TERM
};

LogTarget log_target(int descriptor, const LogEnvironment& environment);

}  // namespace ecdsnap::adapters
