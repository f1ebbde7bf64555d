// `ecdsnap events`: the catalogue of the log's events, for people and for the programs that read the log.
#pragma once

#include "cli/terminal.hpp"

#include <string>

namespace CLI {
class App;
}

namespace ecdsnap::cli {

struct EventsOptions {
    std::string event;            // code, number or name; "": all of them
    std::string language = "en";  // or "zh": of causes and remedies
    std::string format = "text";  // or "catalog", "lines", "markdown", "schema": of all events
};

void add_events(CLI::App& app, EventsOptions& options);

// Needs no daemon and no configuration. 2: there is no such event.
int show_events(Terminal& terminal, const EventsOptions& options, Output output);

}  // namespace ecdsnap::cli
