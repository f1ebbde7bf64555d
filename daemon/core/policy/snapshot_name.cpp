#include "core/policy/snapshot_name.hpp"

#include "core/policy/slot_text.hpp"
#include "core/policy/template_pieces.hpp"
#include "core/text/base32.hpp"
#include "core/text/stable_hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ecdsnap::core {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_legal(char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

std::string legal_text(std::string_view text) {
    std::string legal;
    bool in_run = false;
    for (const char c : text) {
        if (is_legal(c))
            legal += c;
        else if (!in_run)
            legal += '-';
        in_run = !is_legal(c);
    }
    return legal;
}

bool starts_with_auto(std::string_view name) {
    constexpr std::string_view reserved = "auto";
    return name.size() >= reserved.size() &&
           std::equal(reserved.begin(), reserved.end(), name.begin(),
                      [](char a, char b) { return a == b || a == static_cast<char>(b + ('a' - 'A')); });
}

// The rendered template around its first {key}; `tail` is empty and `placed` false when it has none.
struct AroundKey {
    std::string head;
    std::string tail;
    bool placed = false;
};

std::string field_text(const TemplatePiece& piece, const NameFields& fields) {
    if (piece.text == "policy") return std::string(fields.policy);
    if (piece.text == "desktop_id") return std::string(fields.desktop_id);
    if (piece.text == "desktop_name") return std::string(fields.desktop_name);
    if (piece.text == "office_site") return std::string(fields.office_site);
    if (piece.text == "account") return std::string(fields.account);
    if (piece.text == "region") return std::string(fields.region);
    if (piece.text == "disk") return text(fields.disk);
    if (piece.text == "key") return std::string(fields.key);
    if (piece.text == "slot")
        return absl::FormatTime(std::string(piece.format),
                                absl::FromUnixSeconds(fields.slot.time_since_epoch().count()), fields.zone);
    return fmt::format("{{{}}}", piece.text);
}

AroundKey render_around_key(std::string_view name_template, const NameFields& fields) {
    AroundKey around;
    const auto pieces = template_pieces(name_template);
    if (!pieces) return {std::string(name_template), {}, false};
    for (const auto& piece : *pieces) {
        if (piece.is_field && piece.text == "key" && !around.placed) {
            around.placed = true;
            continue;
        }
        auto& part = around.placed ? around.tail : around.head;
        part += piece.is_field ? field_text(piece, fields) : std::string(piece.text);
    }
    return around;
}

// Cuts the ends of both parts to `room` characters together; the shorter one gives way only when the longer one has
// come down to half.
void fit(AroundKey& around, std::size_t room) {
    if (around.head.size() + around.tail.size() <= room) return;
    const auto left_by_head = room - std::min(room, around.head.size());
    around.tail.resize(std::min(around.tail.size(), std::max(room / 2, left_by_head)));
    around.head.resize(std::min(around.head.size(), room - around.tail.size()));
}

bool is_edge(char c) {
    return c == '-' || c == '_';
}

// The key is a part of its own, or nobody could tell it from what stands beside it.
std::string joined(const AroundKey& around, const std::string& key) {
    const bool parted = !around.placed || around.head.empty() || is_edge(around.head.back());
    const bool ends = around.tail.empty() || is_edge(around.tail.front());
    return around.head + (parted ? "" : "-") + key + (ends ? "" : "-") + around.tail;
}

}  // namespace

std::string render_template(std::string_view text, const NameFields& fields) {
    const auto pieces = template_pieces(text);
    if (!pieces) return std::string(text);
    std::string rendered;
    for (const auto& piece : *pieces)
        rendered += piece.is_field ? field_text(piece, fields) : std::string(piece.text);
    return rendered;
}

std::string task_key(std::string_view owner, const SlotKey& slot, std::string_view desktop_id, DiskKind disk) {
    const auto hash = stable_hash(
        {owner, slot.policy, compact_utc(slot.instant), text(slot.kind), desktop_id, std::string_view(text(disk))});
    return base32_of(hash, key_length);
}

std::string base_name(std::string_view name_template, const NameFields& fields) {
    auto around = render_around_key(name_template, fields);
    around.head = legal_text(around.head);
    around.tail = legal_text(around.tail);
    const auto key = legal_text(around.placed ? fmt::format("{}", fields.key) : fmt::format("-{}", fields.key));
    const auto start = around.head.empty() ? key : around.head;
    if (start.empty() || !is_letter(start.front()) || starts_with_auto(start)) around.head.insert(0, "s-");
    const auto room_for_key = key.size() + (around.placed ? 2 : 0);  // with a dash on each side
    fit(around, base_name_limit - std::min(room_for_key, base_name_limit / 2));
    return joined(around, key);
}

std::string numbered_name(std::string_view base, std::uint32_t number) {
    if (number <= 1) return std::string(base);
    const auto suffix = fmt::format("-{}", number);
    return std::string(base.substr(0, name_limit - suffix.size())) + suffix;
}

std::uint32_t number_in_name(std::string_view base, std::string_view name) {
    if (name == base) return 1;
    const auto dash = name.rfind('-');
    if (dash == std::string_view::npos) return 0;
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(name.data() + dash + 1, name.data() + name.size(), number);
    if (error != std::errc{} || number < 2 || numbered_name(base, number) != name) return 0;
    return number;
}

}  // namespace ecdsnap::core
