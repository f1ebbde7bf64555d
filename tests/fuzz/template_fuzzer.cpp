// A naming template, and the same text as a desktop's name: each name is legal, holds its key and gives its number
// back.
#include "core/policy/snapshot_name.hpp"
#include "core/reconcile/ownership.hpp"
#include "fuzz/fuzz_entry.hpp"

#include <string>

namespace ecdsnap::fuzz {
namespace {

constexpr std::string_view key = "k3q7ab";

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void check_legal(const std::string& name) {
    holds(name.size() >= 2 && name.size() <= core::name_limit, "a name has 2 to 127 characters");
    holds(is_letter(name.front()), "a name starts with a letter");
    std::string lower = name;
    for (char& c : lower) {
        holds(is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-', "a name has legal characters only");
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    holds(!lower.starts_with("auto"), "no name looks like the service's own");
}

void check_name(std::string_view text, const core::NameFields& fields) {
    const auto base = core::base_name(text, fields);
    check_legal(base);
    holds(base.size() <= core::base_name_limit, "a base name leaves room for a number");
    holds(base.find(key) != base.npos, "a name holds its key");
    for (const std::uint32_t number : {1U, 2U, 999U, 1000U, 4'294'967'295U}) {
        core::Snapshot snapshot;
        snapshot.name = core::numbered_name(base, number);
        check_legal(snapshot.name);
        holds(core::number_in_name(base, snapshot.name) == number, "a name gives its number back");
        if (number > 999) continue;
        const auto found = core::sighting_by_name(snapshot, base, key);
        holds(found && found->snapshot_number == number, "a snapshot is found by its name");
        holds(core::sighting_by_name(snapshot, "", key).has_value(), "a snapshot is found by its key");
    }
}

void check_refusal(const core::TextResult<void>& checked, std::string_view text) {
    if (checked) return;
    holds(checked.error().column <= text.size() + 1, "the column lies in the text");
    holds(!core::describe(checked.error()).empty(), "a refusal says why");
}

}  // namespace

void check(std::string_view input) {
    core::NameFields fields;
    fields.policy = "nightly";
    fields.desktop_id = "ecd-1";
    fields.desktop_name = input;
    fields.office_site = "cn-hangzhou+dir-1";
    fields.account = "main";
    fields.region = "cn-hangzhou";
    fields.slot = core::SlotInstant{std::chrono::seconds{1'795'543'200}};
    fields.zone = absl::UTCTimeZone();
    fields.key = key;
    check_name("{desktop_name}", fields);
    check_name("{key}{desktop_name}", fields);
    check_name(input, fields);

    const auto name = core::check_template(input, core::TemplateUse::name);
    const auto description = core::check_template(input, core::TemplateUse::description);
    check_refusal(name, input);
    check_refusal(description, input);
    if (name) holds(description.has_value(), "what is good for a name is good for a description");
    const auto rendered = core::render_template(input, fields);
    if (input.find_first_of("{}") == input.npos) holds(rendered == input, "a text without fields stays as it is");
}

}  // namespace ecdsnap::fuzz
