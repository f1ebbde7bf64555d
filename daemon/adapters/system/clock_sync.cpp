#include "adapters/system/clock_sync.hpp"

#include <sys/timex.h>

namespace ecdsnap::adapters {

ClockSync clock_sync() {
    timex state{};  // asks for nothing to be changed
    if (adjtimex(&state) < 0) return ClockSync::unknown;
    return (state.status & STA_UNSYNC) != 0 ? ClockSync::free_running : ClockSync::synchronised;
}

}  // namespace ecdsnap::adapters
