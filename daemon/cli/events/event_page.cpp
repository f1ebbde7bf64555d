#include "cli/events/event_page.hpp"

#include "core/events/event.hpp"
#include "core/events/event_fields.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ecdsnap::cli {
namespace {

struct Group {
    int hundred;
    const char* title;
};

constexpr Group groups[] = {{10, "The daemon"}, {11, "Slots"},      {12, "Tasks and snapshots"},
                            {13, "The cloud"},  {14, "The ledger"}, {15, "Desktops that are woken"}};

std::string entry(const core::EventType& type) {
    std::string text = fmt::format("### {} {}\n\n*{}.* {}\n", core::event_code(type.id), type.name,
                                   core::text(type.level), type.cause);
    if (!type.remedy.empty()) text += fmt::format("\n**What to do:** {}\n", type.remedy);
    if (!type.fields.empty()) text += fmt::format("\nFields: `{}`\n", fmt::join(type.fields, "`, `"));
    return text;
}

}  // namespace

std::string event_page() {
    std::string page =
        "# The events of the log\n\n"
        "Made by `ecdsnap events --format markdown`. `ecdsnap events ECDS-1204` shows one of them, in Chinese with\n"
        "`--language zh`; `journalctl -x` shows cause and remedy below each line. Codes are stable and never reused.\n"
        "*error*: a snapshot or deletion did not happen; *warning*: it may not; *info*: state changed; *debug*: "
        "detail.\n"
        "The journal's `MESSAGE_ID` of an event is `" +
        core::message_id(static_cast<core::EventId>(0)).substr(0, 28) + "` and its four digits.\n";
    for (const auto& group : groups) {
        page += fmt::format("\n## {}\n", group.title);
        for (const auto& type : core::event_catalogue())
            if (static_cast<int>(type.id) / 100 == group.hundred) page += "\n" + entry(type);
    }
    page +=
        "\n## Fields\n\nEach has one meaning and one type in all events; in the journal `slot_local` is "
        "`ECDSNAP_SLOT_LOCAL`.\n\n"
        "| field | type | meaning |\n|---|---|---|\n";
    for (const auto& field : core::event_fields())
        page += fmt::format("| `{}` | {} | {} |\n", field.name, core::text(field.kind), field.meaning);
    return page;
}

}  // namespace ecdsnap::cli
