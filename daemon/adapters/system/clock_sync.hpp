// Whether somebody keeps this machine's clock right.
#pragma once

#include <cstdint>

namespace ecdsnap::adapters {

enum class ClockSync : std::uint8_t {
    synchronised,  // by the kernel's word: chrony, ntpd or systemd-timesyncd has set it lately
    free_running,  // nobody has
    unknown,       // the kernel does not tell, as in some containers
};

ClockSync clock_sync();

}  // namespace ecdsnap::adapters
