// Snapshot names: the operator's template, the key that makes a name unique on its disk, and the service's rules
// (ecd CreateSnapshot, SnapshotName: 2–127 of letters, digits, `_`, `-`; starts with a letter; not with `auto`).
#pragma once

#include "core/desktop.hpp"
#include "core/slot/slot.hpp"
#include "core/text/text_error.hpp"

#include <absl/time/time.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ecdsnap::core {

// What a template may use (template_pieces.hpp reads it): {policy} {desktop_id} {desktop_name} {office_site} {account}
// {region} {disk} {key} {slot:FORMAT}; FORMAT is text and strftime letters %Y %m %d %H %M %S %y %j %a %b %A %B %u %V %G
// %Z %z %% in the policy's time zone. {{ and }} stand for { and }.
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

enum class TemplateUse : std::uint8_t {
    name,         // not empty, one line
    description,  // may be empty and have lines
};

// Checked once, when the policy is read; error columns are in the template's text, hints name the nearest field.
TextResult<void> check_template(std::string_view text, TemplateUse use);

// The text with every field filled in. Total: from where `text` is no template (check_template refuses it) it is copied
// as it stands.
std::string render_template(std::string_view text, const NameFields& fields);

// Six characters of [a-z2-7] that identify a task in every name: a hash of owner, policy, slot (UTC) and kind, desktop,
// disk.
std::string task_key(std::string_view owner, const SlotKey& slot, std::string_view desktop_id, DiskKind disk);

inline constexpr std::size_t key_length = 6;
inline constexpr std::size_t name_limit = 127;       // characters, as the service counts them
inline constexpr std::size_t base_name_limit = 123;  // leaves room for "-999"

// The name of a task's first snapshot: the rendered template made legal, with the key appended as `-key` unless the
// template placed it; there it gets a dash on each side that has neither `-` nor `_`. Each run of characters that are
// not allowed becomes one `-`; what would start with no letter or with `auto` gets `s-` in front; what is too long
// loses its middle or end, never the key. Total: any template and any fields give a legal name of at most
// base_name_limit.
std::string base_name(std::string_view name_template, const NameFields& fields);

// The name of the task's n-th snapshot (n >= 1): the base name, then `-2`, `-3`, … Always legal: from -1000 on the base
// gives way.
std::string numbered_name(std::string_view base, std::uint32_t number);

// n if `name` is numbered_name(base, n), else 0.
std::uint32_t number_in_name(std::string_view base, std::string_view name);

}  // namespace ecdsnap::core
