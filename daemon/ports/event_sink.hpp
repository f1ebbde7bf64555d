// Where the engine reports what it decided.
#pragma once

#include "core/events/event.hpp"

namespace ecdsnap::ports {

class EventSink {
public:
    virtual ~EventSink() = default;
    virtual void emit(core::Event event) = 0;  // never blocks, never throws
};

}  // namespace ecdsnap::ports
