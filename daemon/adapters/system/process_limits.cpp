#include "adapters/system/process_limits.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace ecdsnap::adapters {

void forbid_core_dumps() {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::prctl(PR_SET_DUMPABLE, 0);  // also keeps other processes of the same user from reading our memory
}

}  // namespace ecdsnap::adapters
