#include "cli/events/events_command.hpp"

#include "cli/events/event_listing.hpp"
#include "cli/events/event_page.hpp"
#include "cli/events/journal_catalog.hpp"
#include "cli/events/line_schema.hpp"
#include "cli/events/sample_lines.hpp"
#include "cli/tables/exit_code.hpp"
#include "core/text/edit_distance.hpp"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <vector>

namespace ecdsnap::cli {
namespace {

// The name that was probably meant; "" when none is near.
std::string nearest_event(const std::string& typed) {
    std::vector<std::string_view> names;
    for (const auto& type : core::event_catalogue())
        names.push_back(type.name);
    return core::closest(typed, names).value_or("");
}

int tell_unknown(Terminal& terminal, const std::string& typed) {
    terminal.err << "ecdsnap: there is no event '" << typed << "'";
    if (const auto near = nearest_event(typed); !near.empty()) terminal.err << "; did you mean " << near << "?";
    terminal.err << "\n`ecdsnap events` lists them all: by code (ECDS-1204), number (1204) or name (task_missed)\n";
    return exit_usage;
}

}  // namespace

void add_events(CLI::App& app, EventsOptions& options) {
    auto* command = app.add_subcommand(
        "events", "The events of the log: what each means and what to do; needs no daemon and no configuration");
    auto* event = command->add_option("event", options.event, "one of them: ECDS-1204, 1204 or task_missed");
    event->type_name("EVENT");
    command->add_option("--language", options.language, "of causes and remedies: en or zh")
        ->type_name("LANGUAGE")
        ->check(CLI::IsMember({"en", "zh"}))
        ->capture_default_str();
    command
        ->add_option("--format", options.format,
                     "text, catalog (of the systemd journal), lines (a made-up JSON line of each), markdown or schema "
                     "(JSON Schema of a line)")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"text", "catalog", "lines", "markdown", "schema"}))
        ->capture_default_str()
        ->excludes(event);
    command->footer(
        "Examples:\n  ecdsnap events\n  ecdsnap events ECDS-1204 --language zh\n"
        "  ecdsnap events --json | jq -r '.events[] | select(.level == \"error\") | .event'\n"
        "  ecdsnap events --format lines > try-my-pipeline.jsonl");
}

int show_events(Terminal& terminal, const EventsOptions& options, Output output) {
    const auto language = options.language == "zh" ? core::Language::chinese : core::Language::english;
    if (options.format == "catalog") terminal.out << journal_catalog(language);
    if (options.format == "schema") terminal.out << line_schema().dump(2) << '\n';
    if (options.format == "lines") terminal.out << sample_lines(terminal.now());
    if (options.format == "markdown") terminal.out << event_page();
    if (options.format != "text") return exit_good;
    if (!options.event.empty()) {
        const auto* type = core::find_event_type(options.event);
        if (type == nullptr) return tell_unknown(terminal, options.event);
        if (output == Output::json)
            terminal.out << event_json(*type, language).dump(2) << '\n';
        else
            terminal.out << event_explanation(*type, language);
        return exit_good;
    }
    if (output == Output::json)
        terminal.out << events_json(language).dump(2) << '\n';
    else
        terminal.out << event_table(language, terminal.width);
    return exit_good;
}

}  // namespace ecdsnap::cli
