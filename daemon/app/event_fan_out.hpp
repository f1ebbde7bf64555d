// Every event goes to the log and to those who are told of it.
#pragma once

#include "ports/event_sink.hpp"

#include <utility>

namespace ecdsnap::app {

class EventFanOut final : public ports::EventSink {
public:
    // Both outlive it.
    EventFanOut(ports::EventSink& log, ports::EventSink& notifier) : log_(log), notifier_(notifier) {}

    void emit(core::Event event) override {
        notifier_.emit(event);
        log_.emit(std::move(event));
    }

private:
    ports::EventSink& log_;
    ports::EventSink& notifier_;
};

}  // namespace ecdsnap::app
