// A core dump of this process would hold keys: there is none, whatever the machine is set to.
#pragma once

namespace ecdsnap::adapters {

void forbid_core_dumps();

}  // namespace ecdsnap::adapters
