// check_template: what may stand in a template, and what a person is told when something else does.
#include "core/policy/snapshot_name.hpp"
#include "core/policy/template_pieces.hpp"
#include "core/text/edit_distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace ecdsnap::core {
namespace {

constexpr std::array<std::string_view, 9> field_names{"policy", "desktop_id", "desktop_name", "office_site", "account",
                                                      "region", "disk",       "key",          "slot"};
constexpr std::string_view allowed_fields =
    "{policy}, {desktop_id}, {desktop_name}, {office_site}, {account}, {region}, {disk}, {key}, {slot:FORMAT}";
constexpr std::string_view allowed_letters = "%Y %m %d %H %M %S %y %j %a %b %A %B %u %V %G %Z %z %%";
constexpr std::string_view slot_example = "for example {slot:%Y%m%d-%H%M}";

// The nearest field, or those that go on where `name` stops: {desktop} is {desktop_id} or {desktop_name}.
std::string field_hint(std::string_view name) {
    if (const auto nearest = closest(name, field_names)) return fmt::format("did you mean {{{}}}?", *nearest);
    std::string longer;
    for (const auto field : field_names)
        if (!name.empty() && field.starts_with(name))
            longer += fmt::format("{}{{{}}}", longer.empty() ? "did you mean " : " or ", field);
    return longer.empty() ? longer : longer + "?";
}

bool is_letter_allowed(char letter) {
    return allowed_letters.find(std::string{'%', letter}) != std::string_view::npos && letter != ' ';
}

std::optional<TextError> check_format(const TemplatePiece& piece) {
    if (piece.format.empty())
        return TextError{piece.column, "{slot} needs a time format", std::string(allowed_letters),
                         std::string(slot_example)};
    for (std::size_t i = 0; i < piece.format.size(); ++i) {
        if (piece.format[i] != '%') continue;
        if (i + 1 == piece.format.size() || !is_letter_allowed(piece.format[i + 1])) {
            const auto letter = piece.format.substr(i, 2);
            return TextError{
                piece.format_at + i, fmt::format("{} is not a time letter", letter), std::string(allowed_letters), {}};
        }
        ++i;
    }
    return std::nullopt;
}

std::optional<TextError> check_field(const TemplatePiece& piece) {
    if (piece.text == "slot") return check_format(piece);
    if (std::ranges::find(field_names, piece.text) == field_names.end())
        return TextError{piece.column, fmt::format("unknown field {{{}}}", piece.text), std::string(allowed_fields),
                         field_hint(piece.text)};
    if (piece.format_at != 0)
        return TextError{
            piece.format_at - 1, fmt::format("{{{}}} takes no format", piece.text), {}, "only {slot:FORMAT} does"};
    return std::nullopt;
}

// Long enough for anything useful, short enough that rendering is never a burden.
constexpr std::size_t longest_template = 1000;

std::optional<TextError> check_text(std::string_view text, TemplateUse use) {
    if (text.size() > longest_template)
        return TextError{longest_template + 1,
                         fmt::format("the template has {} bytes", text.size()),
                         fmt::format("at most {}", longest_template),
                         {}};
    if (use == TemplateUse::description) return std::nullopt;
    if (text.empty()) return TextError{0, "the template is empty", std::string(allowed_fields), {}};
    if (const auto at = text.find_first_of("\n\r\t"); at != std::string_view::npos)
        return TextError{at + 1, "a name has one line without tabs", {}, {}};
    return std::nullopt;
}

}  // namespace

TextResult<void> check_template(std::string_view text, TemplateUse use) {
    if (auto error = check_text(text, use)) return *std::move(error);
    const auto pieces = template_pieces(text);
    if (!pieces) return pieces.error();
    for (const auto& piece : *pieces)
        if (auto error = piece.is_field ? check_field(piece) : std::nullopt) return *std::move(error);
    return {};
}

}  // namespace ecdsnap::core
