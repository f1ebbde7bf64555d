#include "cli/version.hpp"

namespace ecdsnap::cli {

const char* program_version() {
    return ECDSNAP_VERSION;  // CMake's, of this file alone
}

}  // namespace ecdsnap::cli
