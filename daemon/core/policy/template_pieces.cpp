#include "core/policy/template_pieces.hpp"

namespace ecdsnap::core {
namespace {

TextError error_at(std::size_t position, std::string problem, std::string hint) {
    return {position + 1, std::move(problem), {}, std::move(hint)};
}

// `inside` is what stands between the braces, `position` where it starts.
TemplatePiece field_piece(std::string_view inside, std::size_t position) {
    TemplatePiece piece{true, inside, {}, position, 0};  // the brace stands one before: its column is `position`
    if (const auto colon = inside.find(':'); colon != std::string_view::npos) {
        piece.text = inside.substr(0, colon);
        piece.format = inside.substr(colon + 1);
        piece.format_at = position + colon + 2;
    }
    return piece;
}

}  // namespace

TextResult<std::vector<TemplatePiece>> template_pieces(std::string_view text) {
    std::vector<TemplatePiece> pieces;
    std::size_t position = 0;
    while (position < text.size()) {
        const auto brace = std::min(text.find_first_of("{}", position), text.size());
        if (brace > position) pieces.push_back({false, text.substr(position, brace - position), {}, position + 1, 0});
        position = brace;
        if (position == text.size()) break;
        if (text.substr(position, 2) == "{{" || text.substr(position, 2) == "}}") {
            pieces.push_back({false, text.substr(position, 1), {}, position + 1, 0});
            position += 2;
            continue;
        }
        if (text[position] == '}') return error_at(position, "'}' closes nothing", "write }} for a brace");
        const auto end = text.find_first_of("{}", position + 1);
        if (end == std::string_view::npos || text[end] == '{')
            return error_at(position, "'{' is not closed", "write {{ for a brace");
        pieces.push_back(field_piece(text.substr(position + 1, end - position - 1), position + 1));
        position = end + 1;
    }
    return pieces;
}

}  // namespace ecdsnap::core
