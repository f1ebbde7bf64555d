// The catalogue as a page for people: docs/events.md is what this makes.
#pragma once

#include <string>

namespace ecdsnap::cli {

std::string event_page();

}  // namespace ecdsnap::cli
