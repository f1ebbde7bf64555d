// The keys of a policy, beside those of its select and schedule.
#include "adapters/yaml/policy_draft.hpp"
#include "adapters/yaml/policy_reader.hpp"
#include "adapters/yaml/selector_reader.hpp"
#include "core/policy/snapshot_name.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace ecdsnap::adapters {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::int64_t millis(milliseconds duration) {
    return duration.count();
}

constexpr std::array<std::string_view, 2> disk_words{"system", "data"};
// In the order of the enumerators.
constexpr std::array<std::string_view, 2> mode_words{"act", "observe"};
constexpr std::array<std::string_view, 3> preference_words{"none", "stopped", "no_session"};
constexpr std::array<std::string_view, 2> hibernated_words{"skip", "wake"};

void read_name(const YamlValue& value, PolicyDraft& draft) {
    const auto name = text_in(value);
    if (!name) return;
    draft.name = *name;
    if (const auto error = core::check_policy_name(*name))
        value.refuse_given(error->problem, error->allowed, error->hint);
}

void read_select(const YamlValue& value, PolicyDraft& draft) {
    const auto problems = value.report().problems.size();
    draft.select = read_selector(value);
    const bool good = value.report().problems.size() == problems;
    if (good && !draft.select.has_condition()) value.refuse("selects nothing", "name: \"*\" for all desktops");
}

void read_disks(const YamlValue& value, PolicyDraft& draft) {
    core::DiskSet disks{false, false};
    for (const auto& item : items_in(value)) {
        const auto index = word_in(item);
        if (!index) continue;
        auto& disk = *index == 0 ? disks.system : disks.data;
        if (disk) item.refuse_given("stands here a second time", {}, "keep one of them");
        disk = true;
    }
    if (disks != core::DiskSet{false, false}) draft.disks = disks;
}

void read_hibernated(const YamlValue& value, PolicyDraft& draft) {
    const auto index = word_in(value);
    if (index) draft.rules.states.hibernated = static_cast<core::Hibernated>(*index);
}

void read_name_template(const YamlValue& value, PolicyDraft& draft) {
    const auto text = text_in(value);
    if (!text) return;
    if (const auto checked = core::check_template(*text, core::TemplateUse::name); !checked)
        return value.refuse(checked.error());
    draft.rules.name_template = *text;
}

void read_description(const YamlValue& value, PolicyDraft& draft) {
    const auto text = text_or_empty_in(value);
    if (!text) return;
    if (const auto checked = core::check_template(*text, core::TemplateUse::description); !checked)
        return value.refuse(checked.error());
    draft.rules.description_template = *text;
}

constexpr std::array<Key<PolicyDraft>, 5> states_keys{{
    {{.key = "running", .type = KeyType::boolean, .standard = "true", .meaning = "Snapshots of running desktops."},
     [](const YamlValue& value, PolicyDraft& draft) { store(boolean_in(value), draft.rules.states.running); }},
    {{.key = "stopped", .type = KeyType::boolean, .standard = "true", .meaning = "Snapshots of stopped desktops."},
     [](const YamlValue& value, PolicyDraft& draft) { store(boolean_in(value), draft.rules.states.stopped); }},
    {{.key = "hibernated",
      .type = KeyType::word,
      .standard = "skip",
      .words = hibernated_words,
      .meaning = "Hibernated desktops are skipped, or woken for their snapshots and put back to sleep."},
     read_hibernated},
    {{.key = "prefer",
      .type = KeyType::word,
      .standard = "none",
      .words = preference_words,
      .meaning = "What is waited for within the window: that the desktop is stopped, or that nobody is connected."},
     [](const YamlValue& value, PolicyDraft& draft) { store(word_in(value), draft.rules.states.prefer); }},
    {{.key = "prefer_until",
      .type = KeyType::duration,
      .standard = "30m",
      .least = 0,
      .most = millis(hours{24 * 7}),
      .meaning = "So long before the window ends any allowed state will do."},
     [](const YamlValue& value, PolicyDraft& draft) { store(duration_in(value), draft.rules.states.prefer_until); }},
}};

constexpr std::array<Key<PolicyDraft>, 2> concurrency_keys{{
    {{.key = "per_site",
      .type = KeyType::number,
      .standard = "0",
      .least = 0,
      .most = 100'000,
      .meaning = "The most in one account and region; 0: no limit."},
     [](const YamlValue& value, PolicyDraft& draft) { store(number_in(value), draft.rules.concurrency.per_site); }},
    {{.key = "per_office_site",
      .type = KeyType::number,
      .standard = "0",
      .least = 0,
      .most = 100'000,
      .meaning = "The most in one office site; 0: no limit."},
     [](const YamlValue& value, PolicyDraft& draft) {
         store(number_in(value), draft.rules.concurrency.per_office_site);
     }},
}};

constexpr std::array<Key<PolicyDraft>, 3> retry_keys{{
    {{.key = "first",
      .type = KeyType::duration,
      .standard = "30s",
      .least = 100,
      .most = millis(hours{24}),
      .meaning = "The delay after the first refusal that may pass; it doubles with each further one."},
     [](const YamlValue& value, PolicyDraft& draft) { store(duration_in(value), draft.rules.retry.first); }},
    {{.key = "most",
      .type = KeyType::duration,
      .standard = "10m",
      .least = 100,
      .most = millis(hours{24}),
      .meaning = "The longest delay."},
     [](const YamlValue& value, PolicyDraft& draft) { store(duration_in(value), draft.rules.retry.most); }},
    {{.key = "attempts",
      .type = KeyType::number,
      .standard = "5",
      .least = 1,
      .most = 100,
      .meaning = "How many snapshots of one task the cloud may report as failed; refusals are bounded by the window."},
     [](const YamlValue& value, PolicyDraft& draft) { store(number_in(value), draft.rules.retry.attempts); }},
}};

constexpr std::string_view template_text =
    "text with {policy}, {desktop_id}, {desktop_name}, {office_site}, {account}, {region}, {disk}, {key}, "
    "{slot:%Y%m%d-%H%M}";

constexpr std::array<Key<PolicyDraft>, 2> snapshot_keys{{
    {{.key = "name",
      .standard = "\"{policy}-{desktop_id}-{slot:%Y%m%d-%H%M}-{disk}\"",
      .expected = template_text,
      .meaning = "The name of each snapshot; a key is appended unless {key} places it."},
     read_name_template},
    {{.key = "description",
      .standard = "\"backup of {desktop_name}\"",
      .expected = template_text,
      .meaning = "Follows the ownership mark in each snapshot's description, as far as there is room."},
     read_description},
}};

template <auto& keys>
std::vector<ConfigKey> infos() {
    return infos_of(std::span<const Key<PolicyDraft>>(keys));
}

template <auto& keys>
void read_keys(const YamlValue& value, PolicyDraft& draft) {
    read_mapping(value, KeyTable<PolicyDraft>{keys, {}}, draft);
}

constexpr std::array<Key<PolicyDraft>, 15> keys{{
    {{.key = "name",
      .required = true,
      .expected = "1-40 of a-z, 0-9 and -, starting with a letter",
      .meaning = "Names the policy in snapshots, commands and messages; unique over all files."},
     read_name},
    {{.key = "template",
      .expected = "the name of a template",
      .meaning = "What is not given here is taken from this template, and from the one that it names in turn."},
     [](const YamlValue& value, PolicyDraft& draft) { store(text_in(value), draft.template_name); }},
    {{.key = "select",
      .type = KeyType::mapping,
      .required = true,
      .meaning = "Which desktops; every condition that is given must hold, and there must be one.",
      .children = selector_keys,
      .whole = true},
     read_select},
    {{.key = "disks",
      .type = KeyType::words,
      .standard = "[system, data]",
      .words = disk_words,
      .meaning = "Which disks; data means: where there is one."},
     read_disks},
    {{.key = "mode",
      .type = KeyType::word,
      .standard = "act",
      .words = mode_words,
      .meaning = "observe: nothing is sent; the history shows the calls that would have been made."},
     [](const YamlValue& value, PolicyDraft& draft) { store(word_in(value), draft.mode); }},
    {{.key = "approve_above",
      .type = KeyType::number,
      .least = 0,
      .most = 1'000'000,
      .meaning = "Over more desktops than this nothing is sent until `ecdsnap approve`; without it no approval is "
                 "needed."},
     [](const YamlValue& value, PolicyDraft& draft) {
         if (const auto number = number_in(value)) draft.approve_above = static_cast<std::uint32_t>(*number);
     }},
    {{.key = "states",
      .type = KeyType::mapping,
      .meaning = "In which states a desktop's disks may be backed up.",
      .children = infos<states_keys>},
     read_keys<states_keys>},
    {{.key = "schedule",
      .type = KeyType::mapping,
      .meaning = "When. Needed, except beside an objective that makes the slots.",
      .children = [] { return infos_of(schedule_table().keys); }},
     read_schedule},
    {{.key = "priority",
      .type = KeyType::number,
      .standard = "50",
      .least = 0,
      .most = core::highest_priority,
      .meaning = "Whose snapshots are started first where there is not time for all: the highest, then those whose "
                 "window ends first."},
     [](const YamlValue& value, PolicyDraft& draft) { store(number_in(value), draft.rules.priority); }},
    {{.key = "concurrency",
      .type = KeyType::mapping,
      .meaning = "How many snapshots of this policy may be in progress at once.",
      .children = infos<concurrency_keys>},
     read_keys<concurrency_keys>},
    {{.key = "skip_unchanged",
      .type = KeyType::duration,
      .standard = "0s",
      .least = 0,
      .most = millis(hours{24 * 365}),
      .meaning = "A desktop that stayed stopped since its last verified snapshot is skipped while that is not older "
                 "than this; 0s: never."},
     [](const YamlValue& value, PolicyDraft& draft) { store(duration_in(value), draft.rules.skip_unchanged); }},
    {{.key = "objective",
      .type = KeyType::mapping,
      .meaning = "What the policy promises for each of its disks.",
      .children = objective_keys},
     read_objective},
    {{.key = "retry",
      .type = KeyType::mapping,
      .meaning = "What happens after a refusal or a failed snapshot.",
      .children = infos<retry_keys>},
     read_keys<retry_keys>},
    {{.key = "completion",
      .type = KeyType::duration,
      .standard = "24h",
      .least = millis(seconds{1}),
      .most = millis(hours{24 * 30}),
      .meaning = "How long a snapshot may be in progress before it counts as stuck."},
     [](const YamlValue& value, PolicyDraft& draft) { store(duration_in(value), draft.rules.completion); }},
    {{.key = "snapshot",
      .type = KeyType::mapping,
      .meaning = "What snapshots are called.",
      .children = infos<snapshot_keys>},
     read_keys<snapshot_keys>},
}};

}  // namespace

KeyTable<PolicyDraft> policy_table() {
    return {keys, {}};
}

// The keys that are not inherited stand first.
KeyTable<PolicyDraft> template_table() {
    return {std::span<const Key<PolicyDraft>>(keys).subspan(1), {}};
}

KeyTable<PolicyDraft> defaults_table() {
    return {std::span<const Key<PolicyDraft>>(keys).subspan(3), {}};
}

std::vector<ConfigKey> policy_keys() {
    return infos<keys>();
}

}  // namespace ecdsnap::adapters
