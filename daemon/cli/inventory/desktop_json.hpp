// A desktop as DescribeDesktops would answer it, with what the daemon reads of that and nothing else.
#pragma once

#include "core/desktop.hpp"

#include <string>

namespace ecdsnap::cli {

// One line without its end: {"DesktopId":"ecd-1",…}. adapters/ecd reads it back as the same desktop.
std::string desktop_json(const core::Desktop& desktop);

}  // namespace ecdsnap::cli
