// Snapshot names: the operator's template, the key that makes a name unique on its disk, and the service's rules
// (ecd CreateSnapshot, SnapshotName: 2–127 of letters, digits, `_`, `-`; starts with a letter; not with `auto`).
#pragma once

#include "core/desktop.hpp"
#include "core/slot/slot.hpp"
#include "core/text/text_error.hpp"

#include <absl/time/time.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace ecdsnap::core {

// What a template may use: {policy} {desktop_id} {desktop_name} {office_site} {account} {region} {disk} {key}
// {slot:FORMAT}; FORMAT is text and strftime letters %Y %m %d %H %M %S %y %j %a %b %A %B %u %V %G %Z %z %% in the
// policy's time zone.
struct NameFields {
    std::string_view policy;
    std::string_view desktop_id;
    std::string_view desktop_name;
    std::string_view office_site;
    std::string_view account;
    std::string_view region;
    DiskKind disk = DiskKind::system;
    SlotInstant slot{};
    absl::TimeZone zone;
    std::string_view key;
};

enum class TemplateUse : std::uint8_t { name, description };

// Checked once, when the policy is read; error columns are in the template's text, hints name the nearest field.
TextResult<void> check_template(std::string_view text, TemplateUse use);

// The text with every field filled in. `text` must have passed check_template.
std::string render_template(std::string_view text, const NameFields& fields);

// Six characters of [a-z2-7] that identify a task in every name: a hash of owner, policy, slot (UTC) and kind, desktop,
// disk.
std::string task_key(std::string_view owner, const SlotKey& slot, std::string_view desktop_id, DiskKind disk);

// The name of a task's first snapshot: the rendered template made legal, with the key appended as `-key` unless the
// template placed it; at most 123 characters, so that a number fits. Pure and total: any template gives a legal name.
std::string base_name(std::string_view name_template, const NameFields& fields);

// The name of the task's n-th snapshot (n >= 1): the base name, then `-2`, `-3`, …
std::string numbered_name(std::string_view base, std::uint32_t number);

// n if `name` is numbered_name(base, n), else 0.
std::uint32_t number_in_name(std::string_view base, std::string_view name);

}  // namespace ecdsnap::core
