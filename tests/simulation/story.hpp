// One night as a story: a lost answer, a crash, a late effect. Kept as a golden file, so that a change of what the
// daemon decides, and of how it is told, is seen.
#pragma once

#include "simulation/stage.hpp"

namespace ecdsnap::tests {

RunResult play_story();

}  // namespace ecdsnap::tests
