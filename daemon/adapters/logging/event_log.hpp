// The log: writes events as lines of text or JSON, or as entries of the journal. The caller never waits: lines go
// through a bounded queue to a thread of the log's own. When the reader is too slow the oldest waiting lines are
// dropped, and a later line says how many.
#pragma once

#include "adapters/logging/log_target.hpp"
#include "core/log_settings.hpp"
#include "core/result.hpp"
#include "ports/clock.hpp"
#include "ports/event_sink.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace ecdsnap::adapters {

// Both may be called from any thread.
class EventLog : public ports::EventSink {
public:
    // From the next event on: a reload changed the settings. The file stays what it was at the start.
    virtual void use(const core::LogSettings& settings) = 0;
};

struct EventLogOptions {
    core::LogSettings settings;
    LogTarget target;
    std::string version;                             // the program's
    std::size_t queue_lines = 8192;                  // at least 1
    core::Millis patience{std::chrono::seconds{1}};  // how long the end waits for a reader that does not read
};

// The clock outlives the log; it is read on the callers' threads. The error: the log's file cannot be opened.
core::Result<std::unique_ptr<EventLog>> make_event_log(EventLogOptions options, const ports::Clock& clock);

}  // namespace ecdsnap::adapters
